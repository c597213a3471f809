package org.vmpilot.coordinator;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.vmpilot.coordinator.agents.LongPolls;
import org.vmpilot.coordinator.config.Access;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.lease.Freeze;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Timing;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.Lanes;
import org.vmpilot.coordinator.loop.OpenLeases;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.nodes.Certificate;
import org.vmpilot.coordinator.service.CallersKey;
import org.vmpilot.coordinator.service.LeaseChange;
import org.vmpilot.coordinator.store.Journal;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotCall;
import org.vmpilot.protocol.TeardownBudget;
import org.vmpilot.protocol.Word;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.tests.simulation.SimulatedProcess;
import org.vmpilot.tests.simulation.World;

/** One life of the coordinator: its engine and desks as they are, on a journal, an LRM and a time that are not. */
public final class SimulatedCoordinator {
    public static final Timing TIMING = new Timing(
            Duration.ofSeconds(60),
            Duration.ofSeconds(120),
            new TeardownBudget(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(5)),
            Duration.ofSeconds(60),
            Duration.ofSeconds(180),
            Duration.ofSeconds(20),
            3,
            Duration.ofMinutes(10),
            true);
    private static final List<CoordinatorConfig.Node> NODES = IntStream.rangeClosed(1, 5)
            .mapToObj(number -> new CoordinatorConfig.Node("node" + number, "node" + number))
            .toList();
    private final World world;
    private final SimulatedProcess process;
    private final Journal journal;
    private final Ports ports;
    private final Rooms rooms;
    private long wakeAt = Long.MAX_VALUE;

    /**
     * @param process whose death ends everything that this life has planned
     * @param clock what it takes for the time
     * @param patience how long a lease may wait in its queue
     * @param gangs whether a lease of several slots is one job
     */
    public SimulatedCoordinator(
            World world,
            SimulatedProcess process,
            InstantSource clock,
            Journal journal,
            Lrm lrm,
            Duration patience,
            boolean gangs) {
        this.world = world;
        this.process = process;
        this.journal = journal;
        this.ports = new Ports(
                journal,
                lrm,
                clock,
                world.random(),
                task -> process.in(0, task),
                Lanes.of(task -> process.in(world.between(20, 1500), task)));
        this.rooms = new Rooms(ports, clock, config(patience, gangs), "simulated", new LongPolls(this::bounded));
        var unused = rooms.loop().start(this::wake);
    }

    private static CoordinatorConfig config(Duration patience, boolean gangs) {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Path nowhere = Path.of("/nonexistent");
        return new CoordinatorConfig(
                nowhere,
                nowhere,
                new CoordinatorConfig.Api(any, Optional.empty(), Optional.empty()),
                new CoordinatorConfig.Agents(any),
                new CoordinatorConfig.Lrm(
                        "simulated",
                        "/pilot-job",
                        192,
                        gangs,
                        Optional.of("work"),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of()),
                new CoordinatorConfig.Times(
                        TIMING.startAllowance(),
                        TIMING.assemblyAllowance(),
                        TIMING.teardown(),
                        TIMING.longPoll(),
                        TIMING.heartbeatLost(),
                        Duration.ofSeconds(4),
                        Duration.ofMinutes(2),
                        TIMING.retryAfter(),
                        patience),
                new CoordinatorConfig.Limits(
                        Duration.ofDays(1), 1000, 100, 100, TIMING.attempts(), Duration.ofDays(90)),
                List.of(new CoordinatorConfig.Queue("work", Duration.ofDays(1))),
                NODES,
                true,
                Access.NONE,
                List.of());
    }

    private CompletableFuture<Word> bounded(CompletableFuture<Word> call) {
        process.in(TIMING.longPoll().toMillis(), () -> call.complete(new Word.Wait()));
        return call;
    }

    private void wake(Instant due) {
        // Its own time may be ahead of the world's, or behind: the wall clock was wrong when it first began.
        long at = world.now()
                + Math.max(0, Duration.between(ports.clock().instant(), due).toMillis());
        if (at < wakeAt) {
            wakeAt = at;
            process.in(at - world.now(), () -> {
                if (wakeAt == at) {
                    wakeAt = Long.MAX_VALUE;
                    rooms.loop().wake();
                }
            });
        }
    }

    public CompletableFuture<ClaimAnswer> claim(Claim claim) {
        return rooms.agents().claim(claim, claim.node());
    }

    public CompletableFuture<Word> ready(SlotCall call, String node) {
        return rooms.agents().ready(call, node);
    }

    public CompletableFuture<Word> poll(SlotCall call, String node) {
        return rooms.agents().poll(call, node);
    }

    public CompletableFuture<Void> report(List<Report> reports, String node) {
        return rooms.agents().report(reports, node);
    }

    public CompletableFuture<Void> certificate(String json) {
        return rooms.agents().certificate(Certificate.read(json));
    }

    public CompletableFuture<LeaseToken> create(LeaseRequest request, String key) {
        return rooms.leases()
                .make(request, Optional.of(new CallersKey(key, request.toString())))
                .thenApply(Lease::token);
    }

    public CompletableFuture<Boolean> end(LeaseToken token) {
        return rooms.leases().ending(token, "by hand").thenApply(Optional::isPresent);
    }

    public CompletableFuture<Boolean> change(LeaseToken token, LeaseChange change) {
        return rooms.leases().change(token.text(), change);
    }

    public CompletableFuture<Boolean> freeze() {
        return rooms.freezes().freezing("admin", "a drill").thenApply(mark -> true);
    }

    public CompletableFuture<Boolean> resume(String node) {
        return rooms.nodes().resuming(node, "admin", Optional.empty()).thenApply(done -> true);
    }

    public CompletableFuture<Boolean> thaw() {
        return rooms.freezes().thawing("admin");
    }

    /**
     * Holds what this life knows against what a coordinator would know that were started now, from the journal alone.
     *
     * @return what differs, for people; empty: nothing
     */
    public Optional<String> differsFromReplay() {
        Optional<Freeze> frozen = rooms.freezeState().freeze();
        if (!frozen.equals(journal.freeze())) {
            return Optional.of("freeze: " + frozen + ", replayed " + journal.freeze());
        }
        OpenLeases book = rooms.decisions().leases();
        List<Lease> replayed = journal.openLeases();
        boolean same = book.leases().size() == replayed.size()
                && replayed.stream()
                        .allMatch(lease ->
                                book.lease(lease.token()).filter(lease::equals).isPresent());
        return same ? Optional.empty() : Optional.of("leases: " + open() + ", replayed " + replayed);
    }

    private static Map<LeaseToken, Lease> byToken(Decisions decisions) {
        Map<LeaseToken, Lease> leases = new TreeMap<>();
        decisions.leases().leases().forEach(lease -> leases.put(lease.token(), lease));
        return leases;
    }

    /** The lease as GET shows it. */
    public LeaseView view(String lease) {
        return rooms.leases().get(lease).orElseThrow();
    }

    /** Whether nothing that it knows of can still happen. */
    public boolean settled() {
        return rooms.decisions().leases().leases().isEmpty();
    }

    /** What the leases are, for a failure's words. */
    public List<Lease> open() {
        return new ArrayList<>(byToken(rooms.decisions()).values());
    }
}
