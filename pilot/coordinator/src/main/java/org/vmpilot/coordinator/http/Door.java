package org.vmpilot.coordinator.http;

import java.net.InetSocketAddress;

/**
 * An address that is listened on, and what is served there.
 *
 * @param name for messages: "the API"
 */
public record Door(String name, InetSocketAddress listen, Service service) {
    String address() {
        return listen.getAddress().getHostAddress() + ":" + listen.getPort();
    }
}
