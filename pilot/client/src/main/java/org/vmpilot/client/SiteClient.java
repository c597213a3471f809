package org.vmpilot.client;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.client.ClientException.Kind;
import org.vmpilot.protocol.view.HoldView;
import org.vmpilot.protocol.view.WindowView;

/** What the site itself lets not start: holds, and maintenance windows. Thread-safe; every call ends by its deadline. */
public final class SiteClient {
    private final Duration deadline;
    private final Transport transport;

    public SiteClient(ClientSettings settings) {
        this.deadline = settings.deadline();
        this.transport = new Transport(settings);
    }

    /**
     * A hold that is wanted: of a queue, of nodes, or of neither, which is everything.
     *
     * @param nodes for example {@code node[01-16],gpu3}
     * @param who what the caller calls himself, beside the token's name; may be empty
     * @param until a time with its zone ({@code 2026-12-04T17:00:00Z}), or how long ({@code 2h}); empty: until it is released
     */
    public record Wanted(
            Optional<String> queue, Optional<String> nodes, String who, String why, Optional<String> until) {}

    private record Holds(List<HoldView> holds) {}

    private record Windows(List<WindowView> windows) {}

    /** Those that are not released, the oldest first. */
    public List<HoldView> holds() throws ClientException, InterruptedException {
        return transport.get("/v1/holds", Duration.ZERO, Holds.class).holds();
    }

    /** Each as it is now or will be next. */
    public List<WindowView> windows() throws ClientException, InterruptedException {
        return transport.get("/v1/windows", Duration.ZERO, Windows.class).windows();
    }

    /** Nothing that it is of gets GO until it is released; what has GO goes on. An answer that is lost may have made one: see {@link #holds}. */
    public HoldView hold(Wanted wanted) throws ClientException, InterruptedException {
        Map<String, String> body = new LinkedHashMap<>();
        wanted.queue().ifPresent(name -> body.put("queue", name));
        wanted.nodes().ifPresent(set -> body.put("nodes", set));
        if (!wanted.who().isEmpty()) {
            body.put("who", wanted.who());
        }
        body.put("why", wanted.why());
        wanted.until().ifPresent(text -> body.put(text.contains("T") ? "until" : "for", text));
        return post("/v1/holds", HttpRequest.BodyPublishers.ofString(ViewJson.text(body)));
    }

    /** @throws ClientException of kind NOT_FOUND if there is none of this id */
    public HoldView release(String id) throws ClientException, InterruptedException {
        if (!id.matches("h[0-9]{1,18}")) {
            throw new ClientException(Kind.NOT_FOUND, "no_such_hold", "not a hold's id: it looks like h1", List.of());
        }
        return post("/v1/holds/" + id + "/release", HttpRequest.BodyPublishers.noBody());
    }

    private HoldView post(String path, HttpRequest.BodyPublisher body) throws ClientException, InterruptedException {
        HttpRequest.Builder call = transport
                .call(path, deadline)
                .header("Content-Type", "application/json")
                .POST(body);
        return Answer.read(transport.send(call, deadline), HoldView.class);
    }
}
