package org.vmpilot.client;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How to reach the coordinator.
 *
 * @param api its address, for example {@code http://127.0.0.1:7070}
 * @param token the bearer token; empty: none is sent
 * @param authority who is believed that a certificate is the coordinator's ({@link org.vmpilot.protocol.tls.CertificateAuthority}); empty:
 *     those of the JVM
 * @param deadline for any call; what a call waits for on purpose is added
 */
public record ClientSettings(URI api, Optional<String> token, Duration deadline, Optional<SSLContext> authority) {
    public static final Duration STANDARD_DEADLINE = Duration.ofSeconds(30);

    public ClientSettings(URI api, Optional<String> token, Duration deadline) {
        this(api, token, deadline, Optional.empty());
    }

    /** @throws IllegalArgumentException if the address is not one of http or https */
    public ClientSettings {
        boolean http = "http".equals(api.getScheme()) || "https".equals(api.getScheme());
        if (!http || api.getHost() == null) {
            throw new IllegalArgumentException(
                    "not the address of an API: '" + api + "' (for example http://127.0.0.1:7070)");
        }
    }

    /** Says nothing of the token. */
    @Override
    public String toString() {
        return "ClientSettings[api=" + api + "]";
    }
}
