package org.vmpilot.coordinator.engine;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.state.Freeze;
import org.vmpilot.coordinator.state.Lease;
import org.vmpilot.coordinator.state.Timing;
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
import org.vmpilot.tests.simulation.Process;
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
            3);
    private static final CoordinatorConfig CONFIG = config();

    private final World world;
    private final Process process;
    private final Journal journal;
    private final Ports ports;
    private final Engine engine;
    private final AgentDesk agents;
    private final LeaseDesk leases;
    private final FreezeDesk freezes;
    private long wakeAt = Long.MAX_VALUE;

    /** @param process whose death ends everything that this life has planned */
    public SimulatedCoordinator(World world, Process process, Journal journal, Lrm lrm) {
        this.world = world;
        this.process = process;
        this.journal = journal;
        this.ports = new Ports(
                journal,
                lrm,
                world,
                world.random(),
                task -> process.in(0, task),
                task -> process.in(world.between(20, 1500), task));
        this.engine = new Engine(ports, Settings.of(CONFIG));
        this.agents = new AgentDesk(engine, new Words(this::bounded));
        this.leases = new LeaseDesk(engine, CONFIG, "simulated");
        this.freezes = new FreezeDesk(engine);
        engine.start(this::wake);
    }

    private static CoordinatorConfig config() {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Path nowhere = Path.of("/nonexistent");
        return new CoordinatorConfig(
                nowhere,
                nowhere,
                new CoordinatorConfig.Api(any, Optional.empty()),
                new CoordinatorConfig.Agents(any),
                new CoordinatorConfig.Lrm(
                        "simulated", "/pilot-job", Optional.of("work"), Optional.empty(), Optional.empty(), Map.of()),
                new CoordinatorConfig.Times(
                        TIMING.startAllowance(),
                        TIMING.assemblyAllowance(),
                        TIMING.teardown(),
                        TIMING.longPoll(),
                        TIMING.heartbeatLost(),
                        Duration.ofSeconds(4),
                        Duration.ofMinutes(2),
                        TIMING.retryAfter()),
                new CoordinatorConfig.Limits(
                        Duration.ofDays(1), 1000, 100, 100, TIMING.attempts(), Duration.ofDays(90)),
                List.of(new CoordinatorConfig.Queue("work", Duration.ofDays(1))),
                List.of(),
                true);
    }

    private CompletableFuture<Word> bounded(CompletableFuture<Word> call) {
        process.in(TIMING.longPoll().toMillis(), () -> call.complete(new Word.Wait()));
        return call;
    }

    private void wake(Instant due) {
        long at = World.millis(due);
        if (at < wakeAt) {
            wakeAt = at;
            process.in(at - world.now(), () -> {
                if (wakeAt == at) {
                    wakeAt = Long.MAX_VALUE;
                    engine.wake();
                }
            });
        }
    }

    public CompletableFuture<ClaimAnswer> claim(Claim claim) {
        return agents.claim(claim, claim.node());
    }

    public CompletableFuture<Word> ready(SlotCall call, String node) {
        return agents.ready(call, node);
    }

    public CompletableFuture<Word> poll(SlotCall call, String node) {
        return agents.poll(call, node);
    }

    public CompletableFuture<Void> report(List<Report> reports, String node) {
        return agents.report(reports, node);
    }

    public CompletableFuture<Void> certificate(String json) {
        return agents.certificate(Certificate.read(json));
    }

    public CompletableFuture<LeaseToken> create(LeaseRequest request, String key) {
        return leases.make(request, Optional.of(key)).thenApply(Lease::token);
    }

    public CompletableFuture<Boolean> end(LeaseToken token) {
        return leases.ending(token, "by hand").thenApply(Optional::isPresent);
    }

    public CompletableFuture<Boolean> freeze() {
        return freezes.freezing("admin", "a drill").thenApply(mark -> true);
    }

    public CompletableFuture<Boolean> thaw() {
        return freezes.thawing("admin");
    }

    /**
     * Holds what this life knows against what a coordinator would know that were started now, from the journal alone.
     *
     * @return what differs, for people; empty: nothing
     */
    public Optional<String> differsFromReplay() {
        Optional<Freeze> frozen = engine.decisions().frost().freeze();
        if (!frozen.equals(journal.freeze())) {
            return Optional.of("freeze: " + frozen + ", replayed " + journal.freeze());
        }
        Book book = engine.decisions().book();
        List<Lease> replayed = journal.openLeases();
        boolean same = book.leases().size() == replayed.size()
                && replayed.stream()
                        .allMatch(lease ->
                                book.lease(lease.token()).filter(lease::equals).isPresent());
        return same ? Optional.empty() : Optional.of("leases: " + open() + ", replayed " + replayed);
    }

    private static Map<LeaseToken, Lease> byToken(Decisions decisions) {
        Map<LeaseToken, Lease> leases = new TreeMap<>();
        decisions.book().leases().forEach(lease -> leases.put(lease.token(), lease));
        return leases;
    }

    /** Whether nothing that it knows of can still happen. */
    public boolean settled() {
        return engine.decisions().book().leases().isEmpty();
    }

    /** What the leases are, for a failure's words. */
    public List<Lease> open() {
        return new ArrayList<>(byToken(engine.decisions()).values());
    }
}
