package org.vmpilot.coordinator;

import com.google.common.base.Ticker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.vmpilot.coordinator.agents.AgentService;
import org.vmpilot.coordinator.agents.LongPolls;
import org.vmpilot.coordinator.config.Access;
import org.vmpilot.coordinator.config.Configs;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.config.MaintenanceWindow;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Timing;
import org.vmpilot.coordinator.loop.Lanes;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.metrics.Meters;
import org.vmpilot.coordinator.metrics.Metrics;
import org.vmpilot.coordinator.service.CallersKey;
import org.vmpilot.coordinator.service.FreezeService;
import org.vmpilot.coordinator.service.LeaseQuery;
import org.vmpilot.coordinator.service.LeaseService;
import org.vmpilot.coordinator.service.NodeService;
import org.vmpilot.coordinator.store.AuditWanted;
import org.vmpilot.coordinator.store.EventRows;
import org.vmpilot.coordinator.store.Journal;
import org.vmpilot.coordinator.store.Reads;
import org.vmpilot.coordinator.store.Store;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.Ending;
import org.vmpilot.protocol.GuestGroup;
import org.vmpilot.protocol.GuestSpec;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.TeardownBudget;
import org.vmpilot.protocol.view.AuditView;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.LeaseSummaryView;

/** A whole site in virtual time: coordinator on a real store, LRM, nodes with agents. The coordinator can be killed and started. */
final class Site implements AutoCloseable {
    static final Timing TIMING = new Timing(
            Duration.ofSeconds(60),
            Duration.ofSeconds(120),
            new TeardownBudget(Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(5)),
            Duration.ofSeconds(60),
            Duration.ofSeconds(180),
            Duration.ofSeconds(20),
            3,
            Duration.ofHours(6),
            true);

    final World world;
    final FakeLrm lrm;
    final List<FakeAgent> all = new ArrayList<>();
    private final Path folder;
    private final CoordinatorConfig config;
    private Behaviour behaviour = new Behaviour() {};
    private Wrapping wrapping = new Wrapping() {};
    private final Set<Runnable> callers = new LinkedHashSet<>();
    private Store store;
    private Rooms rooms;
    private boolean watched;
    private Metrics metrics;
    /** How long a cancel is on its way to the LRM. */
    Duration slowCancels = Duration.ZERO;

    /** Likewise a submit. */
    Duration slowSubmits = Duration.ZERO;

    /** Done when the store is taken up. */
    CompletableFuture<Integer> recovered;

    /** How agents behave otherwise than well. */
    interface Behaviour {
        /** Why nothing may be started on its node. */
        default Optional<String> closed(FakeAgent agent) {
            return Optional.empty();
        }

        /** Whether it ends without a word. */
        default boolean falls(FakeAgent agent) {
            return false;
        }

        /** What its node's policy says against the order. */
        default Optional<String> policy(FakeAgent agent) {
            return Optional.empty();
        }

        /** Whether it claims. */
        default boolean claims(FakeAgent agent) {
            return true;
        }

        /** Whether its node's key is the one that the coordinator knows. */
        default boolean knows(FakeAgent agent) {
            return true;
        }

        /** Whether it says READY. */
        default boolean ready(FakeAgent agent) {
            return true;
        }

        default void live(FakeAgent agent) {}

        /** What its certificate says. */
        default String verdict(FakeAgent agent) {
            return "clean";
        }

        /** Whether its certificate comes and its job ends. */
        default boolean certifies(FakeAgent agent) {
            return true;
        }
    }

    /** What stands between the coordinator and its ports. */
    interface Wrapping {
        default Journal journal(Journal journal) {
            return journal;
        }

        default Lrm lrm(Lrm lrm) {
            return lrm;
        }
    }

    Site(Path folder, long seed, int nodes) {
        this(folder, seed, nodes, false);
    }

    Site(Path folder, long seed, int nodes, boolean resumeByItself) {
        this(folder, seed, nodes, config(folder, nodes, resumeByItself, false));
    }

    /** Where leases of several slots are one job each. */
    static Site withGangs(Path folder, long seed, int nodes) {
        return new Site(folder, seed, nodes, config(folder, nodes, false, true));
    }

    /** With projects and limits. */
    static Site with(Path folder, int nodes, Access access) {
        return new Site(folder, 1, nodes, Configs.with(config(folder, nodes, false, false), access));
    }

    /** With maintenance windows. */
    static Site with(Path folder, int nodes, boolean gang, MaintenanceWindow... windows) {
        return new Site(folder, 1, nodes, Configs.with(config(folder, nodes, false, gang), windows));
    }

    private Site(Path folder, long seed, int nodes, CoordinatorConfig config) {
        this.folder = folder;
        this.world = new World(seed);
        this.lrm = new FakeLrm(world, nodes);
        this.config = config;
        lrm.onStart(job -> all.add(new FakeAgent(this, world, lrm, job)));
        world.onCrash(() -> {
            kill();
            world.in(Duration.ofSeconds(5), this::start);
        });
        everyHour();
    }

    /** What the calendar does. */
    private void everyHour() {
        if (rooms != null) {
            rooms.retention().forget();
        }
        world.in(Duration.ofHours(1), this::everyHour);
    }

    static CoordinatorConfig config(Path folder, int nodes, boolean resumeByItself) {
        return config(folder, nodes, resumeByItself, false);
    }

    private static CoordinatorConfig config(Path folder, int nodes, boolean resumeByItself, boolean gang) {
        List<CoordinatorConfig.Node> names = new ArrayList<>();
        for (int i = 1; i <= nodes; i++) {
            names.add(new CoordinatorConfig.Node("node" + i, "lrm-node" + i));
        }
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new CoordinatorConfig(
                folder,
                folder.resolve("site.key"),
                new CoordinatorConfig.Api(any, Optional.empty(), Optional.empty()),
                new CoordinatorConfig.Agents(any),
                new CoordinatorConfig.Lrm(
                        "embedded",
                        "/usr/lib/vmpilot/pilot-job",
                        192,
                        gang,
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
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(8),
                        TIMING.retryAfter(),
                        TIMING.queuePatience()),
                new CoordinatorConfig.Limits(
                        Duration.ofDays(1), 10_000, 999, 10_000, TIMING.attempts(), Duration.ofDays(90)),
                List.of(
                        new CoordinatorConfig.Queue("work", Duration.ofDays(1)),
                        new CoordinatorConfig.Queue("other", Duration.ofDays(1))),
                names,
                resumeByItself,
                Access.NONE,
                List.of());
    }

    void behave(Behaviour how) {
        behaviour = how;
    }

    void wrap(Wrapping how) {
        wrapping = how;
    }

    /** From the next start on it is measured. */
    void watch() {
        watched = true;
    }

    Metrics metrics() {
        return metrics;
    }

    Behaviour behaviour() {
        return behaviour;
    }

    Optional<AgentService> agents() {
        return Optional.ofNullable(rooms).map(Rooms::agents);
    }

    /** Null while the coordinator is killed. */
    Rooms rooms() {
        return rooms;
    }

    /** All leases, ended ones as well. */
    List<LeaseSummaryView> list() {
        return rooms.leases().list(LeaseQuery.open(500).withEnded()).items();
    }

    LeaseService leases() {
        return rooms.leases();
    }

    FreezeService freezes() {
        return rooms.freezes();
    }

    NodeService nodes() {
        return rooms.nodes();
    }

    void start() {
        try {
            store = Store.open(folder.resolve("state"));
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
        Meters meters = new Meters(new Ticker() {
            @Override
            public long read() {
                return Duration.between(World.BEGIN, world.instant()).toNanos();
            }
        });
        Ports ports = new Ports(
                watched ? meters.journal(wrapping.journal(store)) : wrapping.journal(store),
                wrapping.lrm(lrm),
                world,
                world.random(),
                watched ? meters.loop(world.loop()) : world.loop(),
                new Lanes(world.workers(), this::submits, 3, this::cancels, world.workers()));
        rooms = new Rooms(ports, world, config, "test", new LongPolls(TIMING.longPoll()));
        metrics = watched ? rooms.metrics(meters) : null;
        recovered = rooms.loop().start(world.wake(rooms.loop()::wake));
    }

    private void submits(Runnable task) {
        late(slowSubmits, task);
    }

    private void cancels(Runnable task) {
        late(slowCancels, task);
    }

    /** A process that is killed meanwhile does nothing any more. */
    private void late(Duration wait, Runnable task) {
        Rooms whose = rooms;
        if (wait.isZero()) {
            world.workers().execute(task);
        } else {
            world.in(wait, () -> {
                if (rooms == whose) {
                    task.run();
                }
            });
        }
    }

    /** kill -9. */
    void kill() {
        world.forgetProcess();
        List<Runnable> cutOff = List.copyOf(callers);
        callers.clear();
        rooms = null;
        if (store != null) {
            store.close();
        }
        store = null;
        cutOff.forEach(Runnable::run);
    }

    /** As the API hands it on. */
    static Optional<CallersKey> key(String text, LeaseRequest request) {
        return Optional.of(new CallersKey(text, request.toString()));
    }

    /** Asks as a workspace service does: with a key, again and again until there is an answer. */
    LeaseToken create(LeaseRequest request, String key) {
        List<LeaseToken> made = new ArrayList<>();
        askCreate(request, key, made::add);
        if (!world.runUntil(() -> !made.isEmpty(), Duration.ofMinutes(5))) {
            throw new AssertionError("no lease was made");
        }
        return made.get(0);
    }

    /** On nodes that have this property; no node has "none". */
    static LeaseRequest withProperty(LeaseRequest request, String property) {
        return new LeaseRequest(
                request.name(),
                request.duration(),
                request.queue(),
                Optional.of(property),
                request.account(),
                request.nodeUse(),
                request.guestsPerNode(),
                request.onSlotLoss(),
                request.groups(),
                request.labels(),
                request.defaults());
    }

    static LeaseRequest continuing(LeaseRequest request) {
        return new LeaseRequest(
                request.name(),
                request.duration(),
                request.queue(),
                request.nodeProperty(),
                request.account(),
                request.nodeUse(),
                request.guestsPerNode(),
                LeaseRequest.OnSlotLoss.CONTINUE,
                request.groups(),
                request.labels(),
                request.defaults());
    }

    private void askCreate(LeaseRequest request, String key, Consumer<LeaseToken> use) {
        if (rooms == null) {
            world.in(Duration.ofSeconds(1), () -> askCreate(request, key, use));
            return;
        }
        Runnable again = whenKilled(() -> askCreate(request, key, use));
        var unused = leases().make(request, key(key, request)).whenComplete((lease, failure) -> {
            answered(again);
            if (failure != null) {
                throw new CompletionException(failure);
            }
            use.accept(lease.token());
        });
    }

    /** Ends the lease as a person does: again until there is an answer. */
    void end(LeaseToken token) {
        List<Boolean> done = new ArrayList<>();
        askEnd(token, done);
        if (!world.runUntil(() -> !done.isEmpty(), Duration.ofMinutes(5))) {
            throw new AssertionError("the lease was not ended");
        }
    }

    private void askEnd(LeaseToken token, List<Boolean> done) {
        if (rooms == null) {
            world.in(Duration.ofSeconds(1), () -> askEnd(token, done));
            return;
        }
        Runnable again = whenKilled(() -> askEnd(token, done));
        var unused = leases().ending(token, "by hand").thenAccept(lease -> {
            answered(again);
            done.add(true);
        });
    }

    /** What a caller does whose connection breaks. */
    Runnable whenKilled(Runnable again) {
        callers.add(again);
        return again;
    }

    void answered(Runnable caller) {
        callers.remove(caller);
    }

    List<EventView> events(LeaseToken token) {
        return store.reads()
                .events(
                        new EventRows.Wanted(Optional.of(token.text()), Set.of(), Set.of(), Map.of(), Optional.empty()),
                        0,
                        10_000);
    }

    /** The newest first. */
    List<AuditView> audit() {
        return store.reads()
                .audit(new AuditWanted(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        1000));
    }

    Reads reads() {
        return store.reads();
    }

    long lastSequence() {
        return store.lastSequence();
    }

    Lease lease(LeaseToken token) {
        return rooms.decisions().lease(token).orElseThrow();
    }

    /** Whether there is such a state of the lease; false while nobody is there to say. */
    boolean is(LeaseToken token, LeaseState state) {
        return rooms != null && lease(token).state() == state;
    }

    static LeaseRequest request(int slots, Duration duration) {
        return request(slots, duration, LeaseRequest.NodeUse.EXCLUSIVE);
    }

    static LeaseRequest request(int slots, Duration duration, LeaseRequest.NodeUse nodeUse) {
        GuestSpec guest = new GuestSpec(
                128,
                1,
                new Boot.Kernel("/images/vmlinuz", Optional.empty(), "quiet"),
                List.of(),
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Ending.Shutdown(Duration.ofSeconds(10)));
        return new LeaseRequest(
                "test",
                duration,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                nodeUse,
                2,
                LeaseRequest.OnSlotLoss.END,
                List.of(new GuestGroup("worker", slots * 2, guest)),
                Map.of(),
                Optional.empty());
    }

    static LeaseRequest inQueue(LeaseRequest request, String queue) {
        return new LeaseRequest(
                request.name(),
                request.duration(),
                Optional.of(queue),
                request.nodeProperty(),
                request.account(),
                request.nodeUse(),
                request.guestsPerNode(),
                request.onSlotLoss(),
                request.groups(),
                request.labels(),
                request.defaults());
    }

    @Override
    public void close() {
        kill();
    }
}
