package org.vmpilot.coordinator.agents;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.http.Door;
import org.vmpilot.coordinator.http.Exchange;
import org.vmpilot.coordinator.http.LateBodyException;
import org.vmpilot.coordinator.http.Reply;
import org.vmpilot.coordinator.http.Service;
import org.vmpilot.coordinator.http.TooManyBytesException;

/** The agents' door: a long poll holds a connection and no thread; no answer is sealed or written by the engine. */
public final class AgentsDoor implements Service {
    private static final Logger LOG = LogManager.getLogger(AgentsDoor.class);
    private static final String PREFIX = "/agent/v1/";

    private final Verbs verbs;

    private AgentsDoor(Verbs verbs) {
        this.verbs = verbs;
    }

    public static Door on(InetSocketAddress listen, Verbs verbs) {
        return new Door("the agents' listener", listen, new AgentsDoor(verbs));
    }

    @Override
    public void serve(Exchange exchange) {
        String path = exchange.path();
        if (!exchange.method().equals("POST") || !path.startsWith(PREFIX)) {
            exchange.answer(Reply.words(404, "nothing is served here; see docs/agent-protocol.md"));
            return;
        }
        String verb = path.substring(PREFIX.length());
        String node = exchange.header("Vmpilot-Node").orElse(null);
        var unused = exchange.body(Verbs.MOST_BYTES)
                .thenCompose(body -> verbs.answer(verb, node, body, exchange.threads()))
                .exceptionally(failure -> failed(verb, node, cause(failure)))
                .thenAccept(exchange::answer);
    }

    private static Reply failed(String verb, String node, Throwable failure) {
        if (failure instanceof LateBodyException) {
            return Reply.words(408, failure.getMessage()).with("Connection", "close");
        } else if (failure instanceof TooManyBytesException) {
            return Reply.words(503, failure.getMessage())
                    .with("Connection", "close")
                    .with("Retry-After", "5");
        }
        if (failure instanceof IOException) {
            // The caller has gone in the middle of its request: nobody reads this, and no log grows by it.
            return Reply.words(400, "the request ended in the middle");
        }
        LOG.warn("{} of node {} failed: {}", verb, node, failure.getMessage());
        return Reply.words(503, "the coordinator cannot say now; ask again").with("Retry-After", "5");
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    @Override
    public Reply refusal(int status, String words) {
        return Reply.words(status, words);
    }
}
