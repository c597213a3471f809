package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.base.Ticker;
import com.google.common.util.concurrent.Uninterruptibles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.vmpilot.coordinator.agents.AgentService;
import org.vmpilot.coordinator.agents.LongPolls;
import org.vmpilot.coordinator.config.Access;
import org.vmpilot.coordinator.config.Configs;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.loop.Lanes;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.loop.ScheduledWake;
import org.vmpilot.coordinator.metrics.Meters;
import org.vmpilot.coordinator.metrics.Metrics;
import org.vmpilot.coordinator.service.AccountService;
import org.vmpilot.coordinator.service.FreezeService;
import org.vmpilot.coordinator.service.HoldService;
import org.vmpilot.coordinator.service.LeaseService;
import org.vmpilot.coordinator.service.Monitoring;
import org.vmpilot.coordinator.service.MonitoringService;
import org.vmpilot.coordinator.store.EventRows;
import org.vmpilot.coordinator.store.Store;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.view.EventView;

/** An engine in real time, for tests of what stands around it. Its LRM takes jobs and never starts one. */
public final class LiveSite implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30L * Integer.getInteger("vmpilot.patience", 1));

    private final Store store;
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final ScheduledWake wake;
    private final FakeLrm lrm;
    private final Rooms rooms;
    private final Metrics metrics;

    private LiveSite(Path folder, Access access) throws Exception {
        store = Store.open(folder);
        lrm = new FakeLrm(new World(1), 4);
        Meters meters = new Meters(Ticker.systemTicker());
        Ports ports = new Ports(
                meters.journal(store),
                lrm,
                InstantSource.system(),
                new Random(1),
                meters.loop(loop),
                Lanes.of(workers));
        var config = Configs.with(Site.config(folder, 4, false), access);
        rooms = new Rooms(
                ports,
                InstantSource.system(),
                config,
                "test",
                new LongPolls(config.times().longPoll()));
        metrics = rooms.metrics(meters);
        wake = new ScheduledWake(InstantSource.system(), rooms.loop()::wake);
        rooms.loop().start(wake).get();
    }

    public static LiveSite start(Path folder) throws Exception {
        return new LiveSite(folder, Access.NONE);
    }

    /** One with projects and limits. */
    public static LiveSite start(Path folder, Access access) throws Exception {
        return new LiveSite(folder, access);
    }

    /** Of one slot with two guests. */
    public static LeaseRequest request() {
        return Site.request(1, Duration.ofHours(1));
    }

    public AgentService agents() {
        return rooms.agents();
    }

    public LeaseService leases() {
        return rooms.leases();
    }

    public AccountService accounts() {
        return rooms.accounts();
    }

    public HoldService holds() {
        return rooms.holds();
    }

    public Monitoring monitoring() {
        return new MonitoringService(metrics);
    }

    public FreezeService freezes() {
        return rooms.freezes();
    }

    /** The slots of a new lease, all QUEUED. */
    public List<SlotKey> submitted(int slots) throws Exception {
        String made = rooms.leases()
                .create(Site.request(slots, Duration.ofHours(1)), Optional.empty())
                .get();
        LeaseToken token = new LeaseToken(made);
        List<SlotKey> keys = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            Lease lease = rooms.loop()
                    .ask(() -> rooms.decisions().lease(token).orElseThrow())
                    .get();
            keys.clear();
            lease.current().forEach(slot -> keys.add(slot.key()));
            return lease.current().stream().map(Slot::state).allMatch(SlotState.QUEUED::equals);
        });
        return keys;
    }

    /** As it is in the store. */
    public Lease lease(LeaseToken token) {
        return store.reads().lease(token).orElseThrow();
    }

    public void end(LeaseToken token) {
        rooms.leases().end(token.text()).join();
    }

    public List<EventView> events(LeaseToken token, String event) {
        return store
                .reads()
                .events(
                        new EventRows.Wanted(Optional.of(token.text()), Set.of(), Set.of(), Map.of(), Optional.empty()),
                        0,
                        1000)
                .stream()
                .filter(one -> one.event().equals(event))
                .toList();
    }

    public List<String> certificates(LeaseToken token) {
        return rooms.leases()
                .certificates(token.text(), Optional.empty(), 100)
                .orElseThrow()
                .items();
    }

    /** Kind and node of each. */
    public List<String> alarms() {
        return rooms.leases().status().alarms().stream()
                .map(alarm -> alarm.kind() + " " + alarm.node())
                .toList();
    }

    @Override
    public void close() {
        // Whoever writes ends what it writes: the store is not closed under it.
        workers.shutdown();
        loop.shutdown();
        boolean still = Uninterruptibles.awaitTerminationUninterruptibly(loop, PATIENCE);
        wake.close();
        workers.shutdownNow();
        store.close();
        assertThat(still).isTrue();
    }
}
