package org.vmpilot.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.vmpilot.client.ClientException.Kind;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.LeaseSummaryView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.NodeView;
import org.vmpilot.protocol.view.OfferView;
import org.vmpilot.protocol.view.StatusView;
import org.vmpilot.protocol.view.UsageView;

/** The coordinator as a workspace service sees it. Thread-safe; every call ends by its deadline. */
public final class VmpilotClient {
    /** What a lease request is written in. */
    public enum Form {
        TOML("application/toml"),
        JSON("application/json");

        private final String mediaType;

        Form(String mediaType) {
            this.mediaType = mediaType;
        }
    }

    /** The longest that {@link #events} waits; a longer wait is cut. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final int CREATE_TRIES = 3;

    private final Duration deadline;
    private final Transport transport;

    public VmpilotClient(ClientSettings settings) {
        this.deadline = settings.deadline();
        this.transport = new Transport(settings);
    }

    /** Makes a lease, once: a call whose answer is lost is repeated with the same key of its own. */
    public LeaseView create(byte[] request, Form form) throws ClientException, InterruptedException {
        return create(request, form, UUID.randomUUID().toString());
    }

    /**
     * Makes a lease, or gives the one that the same request made under this key before.
     *
     * @param key 1 to 128 visible ASCII characters
     */
    public LeaseView create(byte[] request, Form form, String key) throws ClientException, InterruptedException {
        return create(request, form, key, Optional.empty());
    }

    /**
     * The same.
     *
     * @param project where it is made; only tokens of operators and admins may name another one than their own. Empty: the token's
     */
    public LeaseView create(byte[] request, Form form, String key, Optional<String> project)
            throws ClientException, InterruptedException {
        String query = project.map(name -> "?project=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
                .orElse("");
        for (int tries = 1; ; tries++) {
            try {
                HttpRequest.Builder call = transport
                        .call("/v1/leases" + query, deadline)
                        .header("Content-Type", form.mediaType)
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(request));
                return Answer.read(transport.send(call, deadline), LeaseView.class);
            } catch (ClientException e) {
                if (e.kind() != Kind.UNKNOWN || !e.code().isEmpty() || tries == CREATE_TRIES) {
                    throw e;
                }
            }
        }
    }

    /**
     * What a create of this request would come to: it makes nothing, holds nothing, and is refused in a create's words.
     *
     * @param key that the create would have; empty: none
     */
    public OfferView dryRun(byte[] request, Form form, Optional<String> key, Optional<String> project)
            throws ClientException, InterruptedException {
        Parameters parameters = new Parameters().add("dry_run", "true");
        project.ifPresent(name -> parameters.add("project", name));
        HttpRequest.Builder call =
                transport.call(parameters.on("/v1/leases"), deadline).header("Content-Type", form.mediaType);
        key.ifPresent(text -> call.header("Idempotency-Key", text));
        call.POST(HttpRequest.BodyPublishers.ofByteArray(request));
        return Answer.read(transport.send(call, deadline), OfferView.class);
    }

    /** Leases without their slots, newest first; all of them, however many pages they are. */
    public List<LeaseSummaryView> list(LeaseFilter filter) throws ClientException, InterruptedException {
        return transport.pages("/v1/leases", filter.parameters(), Lists.Leases.class);
    }

    /** @throws ClientException of kind NOT_FOUND if there is no such lease */
    public LeaseView get(String lease) throws ClientException, InterruptedException {
        return transport.get("/v1/leases/" + id(lease), Duration.ZERO, LeaseView.class);
    }

    /**
     * Changes the lease; durable when it is answered. Its nodes are told after that ({@code endConfirmed}).
     *
     * @throws ClientException with the code {@code changed_meanwhile} if it has another version by now
     */
    public LeaseView change(String lease, LeaseChange change) throws ClientException, InterruptedException {
        HttpRequest.Builder call = transport
                .call("/v1/leases/" + id(lease), deadline)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(ViewJson.text(change.fields())));
        return Answer.read(transport.send(call, deadline), LeaseView.class);
    }

    /** Ends the lease; ending one that ends or has ended changes nothing. */
    public LeaseView end(String lease) throws ClientException, InterruptedException {
        HttpRequest.Builder call =
                transport.call("/v1/leases/" + id(lease) + "/end", deadline).POST(HttpRequest.BodyPublishers.noBody());
        return Answer.read(transport.send(call, deadline), LeaseView.class);
    }

    /** The lease's events with a sequence above {@code after}, oldest first; waits up to {@code wait} for the first one. */
    public List<EventView> events(String lease, long after, Duration wait)
            throws ClientException, InterruptedException {
        return pageAt("/v1/leases/" + id(lease) + "/events", new Parameters(), after, wait)
                .events();
    }

    /** The same of all leases. */
    public List<EventView> events(long after, Duration wait) throws ClientException, InterruptedException {
        return pageAt("/v1/events", new Parameters(), after, wait).events();
    }

    /**
     * Events that are wanted, with a sequence above {@code after}, at most 500; waits up to {@code wait} for the first one.
     *
     * @throws ClientException of kind GONE if events after {@code after} are forgotten already
     */
    public EventPage events(EventFilter filter, long after, Duration wait)
            throws ClientException, InterruptedException {
        return pageAt("/v1/events", filter.parameters(), after, wait);
    }

    /** The sequence of the newest event there is; 0 if there is none. */
    public long head() throws ClientException, InterruptedException {
        String path = new Parameters().add("after", "head").on("/v1/events");
        return transport.get(path, Duration.ZERO, EventPage.class).nextAfter();
    }

    /** Return certificates of the lease's slots as the nodes wrote them. */
    public List<JsonNode> certificates(String lease) throws ClientException, InterruptedException {
        return transport.pages("/v1/leases/" + id(lease) + "/certificates", new Parameters(), Lists.Certificates.class);
    }

    public List<NodeView> nodes() throws ClientException, InterruptedException {
        return nodes(NodeFilter.ALL);
    }

    /** Those that are wanted, by name. */
    public List<NodeView> nodes(NodeFilter filter) throws ClientException, InterruptedException {
        return transport.pages("/v1/nodes", filter.parameters(), Lists.Nodes.class);
    }

    /**
     * Lifts our drain of a node in the LRM, after a clean look.
     *
     * @param who who asks, for people
     * @param looked what that person saw on a node from which no certificate can come any more
     * @return the node as it is after that; its {@code alarm} says if the LRM could not be told
     * @throws ClientException with the code {@code not_clean} if nothing says that it is clean
     */
    public NodeView resume(String node, String who, Optional<String> looked)
            throws ClientException, InterruptedException {
        if (!node.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new ClientException(Kind.NOT_FOUND, "no_such_node", "not a node's name", List.of());
        }
        Map<String, String> body = new LinkedHashMap<>(Map.of("who", who));
        looked.ifPresent(words -> body.put("looked", words));
        HttpRequest.Builder call = transport
                .call("/v1/nodes/" + node + "/resume", deadline)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(ViewJson.text(body)));
        return Answer.read(transport.send(call, deadline), NodeView.class);
    }

    /** What slots have used that are over; of a submitter's token its project's. */
    public List<UsageView> usage(UsageFilter filter) throws ClientException, InterruptedException {
        return transport.pages("/v1/usage", filter.parameters(), Lists.Usage.class);
    }

    public StatusView status() throws ClientException, InterruptedException {
        return transport.get("/v1/status", Duration.ZERO, StatusView.class);
    }

    private EventPage pageAt(String path, Parameters filter, long after, Duration wait)
            throws ClientException, InterruptedException {
        Duration cut = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        Parameters parameters = filter.with("after", Long.toString(after)).with("wait", Long.toString(cut.toSeconds()));
        return transport.get(parameters.on(path), cut, EventPage.class);
    }

    private static String id(String lease) throws ClientException {
        if (!lease.matches("[A-Za-z0-9]{1,64}")) {
            throw new ClientException(
                    Kind.NOT_FOUND, "no_such_lease", "not a lease's id: it looks like vabcdefg", List.of());
        }
        return lease;
    }
}
