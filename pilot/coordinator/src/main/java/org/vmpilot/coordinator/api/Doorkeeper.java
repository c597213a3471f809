package org.vmpilot.coordinator.api;

import com.google.common.net.InetAddresses;
import java.util.Optional;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.access.Role;
import org.vmpilot.coordinator.config.ApiToken;
import org.vmpilot.coordinator.http.Exchange;
import org.vmpilot.coordinator.service.Accounts;

/**
 * Lets no web page in, and nobody without a token. Where none is asked for (loopback only), the caller must call us by
 * {@code localhost} or by a loopback address written as a number: a web page that had a name of its own resolved to 127.0.0.1
 * stays outside.
 */
final class Doorkeeper {
    private static final String SCHEME = "Bearer ";
    private static final int LONGEST_TOKEN = 512;

    private final Optional<ApiToken> bootstrap;
    private final Accounts accounts;

    Doorkeeper(Optional<ApiToken> bootstrap, Accounts accounts) {
        this.bootstrap = bootstrap;
        this.accounts = accounts;
    }

    /**
     * Who comes.
     *
     * @throws ApiException if he stays outside
     */
    Caller check(Exchange exchange) {
        if (exchange.header("Origin").isPresent()) {
            throw new ApiException(
                    ProblemCode.ORIGIN_REFUSED, "Nothing was done: the API is not for web pages (Origin).");
        }
        if (Route.OPEN.contains(exchange.path())) {
            // Who sees nothing.
            return new Caller("", Role.SUBMITTER, "", exchange.caller(), Optional.empty());
        }
        Optional<String> offered = token(exchange);
        if (offered.isPresent()) {
            return caller(offered.get(), exchange).orElseThrow(this::stranger);
        }
        if (bootstrap.isEmpty() && isLoopback(exchange.host())) {
            return Caller.admin(Caller.LOCAL, exchange.caller());
        }
        throw stranger();
    }

    private Optional<Caller> caller(String text, Exchange exchange) {
        if (bootstrap.filter(known -> known.matches(text)).isPresent()) {
            return Optional.of(Caller.admin(Caller.BOOTSTRAP, exchange.caller()));
        }
        return text.length() > LONGEST_TOKEN ? Optional.empty() : accounts.caller(text, exchange.caller());
    }

    private ApiException stranger() {
        return new ApiException(
                ProblemCode.UNAUTHORISED,
                bootstrap.isPresent()
                        ? "Nothing was done: send a token that is valid (Authorization: Bearer)."
                        : "Nothing was done: without a token, call this API by localhost or by its loopback address.");
    }

    private static Optional<String> token(Exchange exchange) {
        String header = exchange.header("Authorization").orElse("");
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(header.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    private static boolean isLoopback(String host) {
        String name = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return name.equals("localhost")
                || (InetAddresses.isInetAddress(name)
                        && InetAddresses.forString(name).isLoopbackAddress());
    }
}
