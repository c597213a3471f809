package org.vmpilot.coordinator.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.service.CallersKey;
import org.vmpilot.coordinator.service.EventQuery;
import org.vmpilot.coordinator.service.Freezing;
import org.vmpilot.coordinator.service.FrozenException;
import org.vmpilot.coordinator.service.Holding;
import org.vmpilot.coordinator.service.LeaseChange;
import org.vmpilot.coordinator.service.LeaseQuery;
import org.vmpilot.coordinator.service.LeaseRefused;
import org.vmpilot.coordinator.service.Leases;
import org.vmpilot.coordinator.service.LimitReachedException;
import org.vmpilot.coordinator.service.NodeQuery;
import org.vmpilot.coordinator.service.NotCleanException;
import org.vmpilot.coordinator.service.NotStoredException;
import org.vmpilot.coordinator.service.Page;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.FreezeView;
import org.vmpilot.protocol.view.GuestView;
import org.vmpilot.protocol.view.HoldView;
import org.vmpilot.protocol.view.LeaseSummaryView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.NicView;
import org.vmpilot.protocol.view.NodeView;
import org.vmpilot.protocol.view.OfferView;
import org.vmpilot.protocol.view.SlotView;
import org.vmpilot.protocol.view.StatusView;
import org.vmpilot.protocol.view.WindowView;

/** Leases of a test: one lease, vabcdefg, and the events that the test adds. */
final class FakeLeases implements Leases, Freezing, Holding {
    static final String ID = "vabcdefg";
    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    /** The site's limit. */
    static final int MOST = 3;

    final List<LeaseRequest> created = new ArrayList<>();
    final List<LeaseQuery> asked = new CopyOnWriteArrayList<>();
    private final List<EventView> events = new CopyOnWriteArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile String state = "ACTIVE";
    private final List<HoldView> held = new CopyOnWriteArrayList<>();
    private boolean broken;
    private boolean full;
    private FreezeView freeze;
    private volatile long gone;
    private volatile String resumedBy = "";

    @Override
    public List<HoldView> holds() {
        return List.copyOf(held);
    }

    @Override
    public List<WindowView> windows() {
        return List.of();
    }

    @Override
    public CompletableFuture<HoldView> hold(Caller by, Holding.Wanted wanted) {
        HoldView hold = new HoldView(
                "h" + (held.size() + 1),
                wanted.queue().orElse(null),
                wanted.nodes().map(Object::toString).orElse(null),
                by.called(wanted.who()),
                wanted.why(),
                NOW,
                wanted.until().or(() -> wanted.lasts().map(NOW::plus)).orElse(null));
        held.add(hold);
        return CompletableFuture.completedFuture(hold);
    }

    @Override
    public CompletableFuture<Optional<HoldView>> release(Caller by, String id) {
        Optional<HoldView> gone =
                held.stream().filter(hold -> hold.id().equals(id)).findFirst();
        gone.ifPresent(held::remove);
        return CompletableFuture.completedFuture(gone);
    }

    synchronized void breakDown() {
        broken = true;
    }

    synchronized void fillDisk() {
        full = true;
    }

    void event(String name) {
        event(name, ID, null);
    }

    /** @param state of the slot after it */
    void event(String name, String lease, String state) {
        events.add(new EventView(
                events.size() + 1L,
                NOW,
                lease,
                lease + "a1.1",
                name,
                "wörds of " + name,
                null,
                state,
                1,
                null,
                null,
                null,
                null,
                "node01",
                "12",
                null,
                null,
                List.of(),
                null,
                null));
        listeners.forEach(Runnable::run);
    }

    void endNow() {
        event("ENDED");
        state = "ENDED";
    }

    @Override
    public Leases as(Caller caller) {
        return this;
    }

    @Override
    public Optional<String> project(String lease) {
        return lease.equals(ID) ? Optional.of("default") : Optional.empty();
    }

    @Override
    public CompletableFuture<Supplier<OfferView>> dryRun(LeaseRequest request, Optional<CallersKey> key) {
        OfferView offer = new OfferView(
                null,
                Map.of("name", request.name()),
                List.of(),
                request.slotCount(),
                new OfferView.Nodes(2, 1, 1, 1, 0, NOW),
                new OfferView.Start(null, null, "not known"),
                NOW,
                List.of("no node has bridge br9"));
        return CompletableFuture.completedFuture(() -> offer);
    }

    @Override
    public synchronized CompletableFuture<String> create(LeaseRequest request, Optional<CallersKey> key) {
        if (full) {
            return CompletableFuture.failedFuture(new NotStoredException("nothing was done: disk full", null));
        }
        if (freeze != null) {
            return CompletableFuture.failedFuture(new FrozenException("no lease was made: frozen by " + freeze.who()));
        }
        if (request.queue().isPresent()) {
            return refused("queue", "is not known here");
        }
        if (key.isPresent() && !created.isEmpty() && !created.get(0).equals(request)) {
            return refused("Idempotency-Key", "was used before");
        }
        if (created.size() == MOST) {
            return CompletableFuture.failedFuture(new LimitReachedException("no lease was made: too many"));
        }
        created.add(request);
        return CompletableFuture.completedFuture(ID);
    }

    private static CompletableFuture<String> refused(String field, String words) {
        return CompletableFuture.failedFuture(new LeaseRefused(List.of(new LeaseRefused.FieldError(field, words))));
    }

    @Override
    public Page<LeaseSummaryView> list(LeaseQuery query) {
        asked.add(query);
        int from = Integer.parseInt(query.from().orElse("0"));
        List<LeaseSummaryView> found = Stream.generate(this::summary)
                .limit(query.ended() ? 2 : 1)
                .skip(from)
                .limit(query.most() + 1L)
                .toList();
        return Page.of(found, query.most(), last -> Integer.toString(from + query.most()));
    }

    @Override
    public synchronized Optional<LeaseView> get(String lease) {
        return lease.equals(ID) ? Optional.of(lease()) : Optional.empty();
    }

    @Override
    public Optional<Boolean> ended(String lease) {
        return lease.equals(ID) ? Optional.of(state.equals("ENDED")) : Optional.empty();
    }

    @Override
    public CompletableFuture<Boolean> change(String lease, LeaseChange change) {
        return CompletableFuture.completedFuture(lease.equals(ID));
    }

    @Override
    public synchronized CompletableFuture<Boolean> end(String lease) {
        state = lease.equals(ID) ? "ENDING" : state;
        return CompletableFuture.completedFuture(lease.equals(ID));
    }

    @Override
    public List<EventView> events(EventQuery query, long after) {
        return events.stream()
                .filter(event -> event.sequence() > Math.max(after, gone) && query.takes(event))
                .filter(event -> labels(event.lease())
                        .entrySet()
                        .containsAll(query.labels().entrySet()))
                .toList();
    }

    @Override
    public long eventsGone() {
        return gone;
    }

    /** Forgets events up to that one. */
    void forget(long sequence) {
        gone = sequence;
    }

    @Override
    public Map<String, String> labels(String lease) {
        return lease.equals(ID) ? Map.of("team", "night") : Map.of();
    }

    @Override
    public long newestEvent() {
        return events.size();
    }

    @Override
    public void onEvents(Runnable news) {
        listeners.add(news);
    }

    @Override
    public Optional<Page<String>> certificates(String lease, Optional<String> from, int most) {
        return lease.equals(ID)
                ? Optional.of(new Page<>(List.of("{\"verdict\":\"clean\"}", "torn {"), Optional.empty()))
                : Optional.empty();
    }

    @Override
    public Page<NodeView> nodes(NodeQuery query) {
        List<NodeView> found = Stream.of("node01", "node02")
                .filter(name ->
                        query.from().isEmpty() || name.compareTo(query.from().get()) > 0)
                .map(name -> new NodeView(name, "leased", ID, NOW, null, NOW, null, "up", null, true, null, null, null))
                .limit(query.most() + 1L)
                .toList();
        return Page.of(found, query.most(), NodeView::node);
    }

    @Override
    public Optional<NodeView> node(String node) {
        return node.startsWith("node0")
                ? Optional.of(new NodeView(
                        node,
                        "drained",
                        null,
                        null,
                        "by " + resumedBy,
                        NOW,
                        "lifting",
                        null,
                        null,
                        false,
                        null,
                        null,
                        null))
                : Optional.empty();
    }

    @Override
    public CompletableFuture<Boolean> resume(String node, String who, Optional<String> looked) {
        if (node.equals("node02") && looked.isEmpty()) {
            return CompletableFuture.failedFuture(new NotCleanException("node02 is not known to be clean"));
        }
        resumedBy = who;
        return CompletableFuture.completedFuture(node.startsWith("node0"));
    }

    @Override
    public synchronized StatusView status() {
        if (broken) {
            throw new IllegalStateException("the store says: secret detail");
        }
        return new StatusView("0.1.0", NOW, "embedded", true, NOW, 1, 2, freeze, List.of(), List.of(), List.of());
    }

    @Override
    public synchronized CompletableFuture<Void> freeze(Caller by, String who, String why) {
        freeze = new FreezeView(NOW, who, why);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletableFuture<Void> thaw(Caller by, String who) {
        freeze = null;
        return CompletableFuture.completedFuture(null);
    }

    private LeaseSummaryView summary() {
        return new LeaseSummaryView(
                ID,
                "night",
                state,
                1,
                null,
                20,
                NOW,
                NOW,
                NOW,
                null,
                null,
                null,
                "all guests are up",
                "GO_GIVEN",
                null,
                "night-42",
                labels(ID),
                1,
                1,
                "night-service",
                "default",
                20,
                null,
                null,
                1);
    }

    private LeaseView lease() {
        GuestView guest = new GuestView(
                "head-0",
                "766d7074-0000",
                "UP",
                null,
                512,
                1,
                "00:16:3e:00:00:01",
                List.of(new NicView("br0", "00:16:3e:00:00:01")),
                "node01");
        SlotView slot = new SlotView(
                ID + "a1.1",
                "UP",
                "node01",
                "12",
                "RUNNING",
                NOW,
                null,
                null,
                null,
                "RUNNING",
                NOW,
                Map.of("queued", 1200L),
                List.of(guest));
        return new LeaseView(
                ID,
                "night",
                state,
                1,
                null,
                20,
                NOW,
                NOW,
                NOW,
                null,
                null,
                null,
                "all guests are up",
                "GO_GIVEN",
                null,
                "night-42",
                labels(ID),
                Map.of("name", "night", "node_use", "exclusive"),
                List.of("node_use"),
                List.of(slot),
                "night-service",
                "default",
                20,
                null,
                null,
                List.of(),
                1,
                true);
    }
}
