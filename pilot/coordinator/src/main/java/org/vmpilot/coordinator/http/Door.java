package org.vmpilot.coordinator.http;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * An address that is listened on, and what is served there.
 *
 * @param name for messages: "the API"
 * @param certificate what callers are shown; empty: clear text
 */
public record Door(String name, InetSocketAddress listen, Service service, Optional<ServedCertificate> certificate) {
    /** A door in clear text. */
    public Door(String name, InetSocketAddress listen, Service service) {
        this(name, listen, service, Optional.empty());
    }

    /** The same, whose callers are shown a certificate, if there is one. */
    public Door showing(Optional<ServedCertificate> certificate) {
        return new Door(name, listen, service, certificate);
    }

    /** The same with every request counted. */
    public Door counted(Supplier<IntConsumer> begun) {
        return new Door(name, listen, new CountedService(service, begun), certificate);
    }

    String address() {
        return listen.getAddress().getHostAddress() + ":" + listen.getPort();
    }
}
