package org.vmpilot.coordinator.api;

import com.google.common.net.InetAddresses;
import java.util.Optional;
import org.vmpilot.coordinator.config.ApiToken;
import org.vmpilot.coordinator.http.Exchange;

/**
 * Lets no web page in, and nobody without the token. Where no token is asked for (loopback only), the caller must call us by
 * {@code localhost} or by a loopback address written as a number: a web page that had a name of its own resolved to 127.0.0.1
 * stays outside.
 */
final class Doorkeeper {
    private static final String SCHEME = "Bearer ";

    private final Optional<ApiToken> token;

    Doorkeeper(Optional<ApiToken> token) {
        this.token = token;
    }

    /** @throws ApiException if the caller stays outside */
    void check(Exchange exchange) {
        if (exchange.header("Origin").isPresent()) {
            throw new ApiException(
                    ProblemCode.ORIGIN_REFUSED, "Nothing was done: the API is not for web pages (Origin).");
        }
        if (exchange.path().equals(Route.DESCRIPTION)) {
            return;
        }
        boolean welcome = token.isPresent() ? offersToken(exchange, token.get()) : isLoopback(exchange.host());
        if (!welcome) {
            throw new ApiException(
                    ProblemCode.UNAUTHORISED,
                    token.isPresent()
                            ? "Nothing was done: send the coordinator's token (Authorization: Bearer)."
                            : "Nothing was done: without a token, call this API by localhost or by its loopback address.");
        }
    }

    private static boolean offersToken(Exchange exchange, ApiToken token) {
        String header = exchange.header("Authorization").orElse("");
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && token.matches(header.substring(SCHEME.length()).strip());
    }

    private static boolean isLoopback(String host) {
        String name = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return name.equals("localhost")
                || (InetAddresses.isInetAddress(name)
                        && InetAddresses.forString(name).isLoopbackAddress());
    }
}
