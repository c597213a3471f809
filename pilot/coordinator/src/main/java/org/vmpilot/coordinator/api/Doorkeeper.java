package org.vmpilot.coordinator.api;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Optional;
import org.vmpilot.coordinator.config.ApiToken;

/**
 * Lets nobody in without the token. Where no token is asked for (loopback only), the Host must be loopback's: a web page that
 * had its own name resolved to 127.0.0.1 stays outside.
 */
final class Doorkeeper implements Handler {
    private static final String SCHEME = "Bearer ";

    private final Optional<ApiToken> token;

    Doorkeeper(Optional<ApiToken> token) {
        this.token = token;
    }

    @Override
    public void handle(Context context) {
        if (context.path().equals(Route.DESCRIPTION)) {
            return;
        }
        boolean welcome = token.isPresent()
                ? offersToken(context, token.get())
                : isLoopback(context.req().getServerName());
        if (!welcome) {
            context.header("WWW-Authenticate", "Bearer");
            throw new ApiException(
                    ProblemCode.UNAUTHORISED,
                    "Nothing was done: send the coordinator's token (Authorization: Bearer).");
        }
    }

    private static boolean offersToken(Context context, ApiToken token) {
        String header = context.header("Authorization");
        return header != null
                && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && token.matches(header.substring(SCHEME.length()).strip());
    }

    private static boolean isLoopback(String name) {
        return name.equals("localhost") || name.startsWith("127.") || name.equals("[::1]") || name.equals("::1");
    }
}
