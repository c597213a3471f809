package org.vmpilot.coordinator.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.vmpilot.coordinator.service.Freezing;
import org.vmpilot.coordinator.service.FrozenException;
import org.vmpilot.coordinator.service.LeaseRefused;
import org.vmpilot.coordinator.service.Leases;
import org.vmpilot.coordinator.service.NotCleanException;
import org.vmpilot.coordinator.service.NotStoredException;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.FreezeView;
import org.vmpilot.protocol.view.GuestView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.NodeView;
import org.vmpilot.protocol.view.SlotView;
import org.vmpilot.protocol.view.StatusView;

/** Leases of a test: one lease, vabcdefg, and the events that the test adds. */
final class FakeLeases implements Leases, Freezing {
    static final String ID = "vabcdefg";
    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    final List<LeaseRequest> created = new ArrayList<>();
    private final List<EventView> events = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private volatile String state = "ACTIVE";
    private boolean broken;
    private boolean full;
    private FreezeView freeze;

    synchronized void breakDown() {
        broken = true;
    }

    synchronized void fillDisk() {
        full = true;
    }

    void event(String name) {
        lock.lock();
        try {
            events.add(new EventView(events.size() + 1L, NOW, ID, ID + "a1.1", name, "wörds of " + name));
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean someoneWaits() {
        lock.lock();
        try {
            return lock.hasWaiters(added);
        } finally {
            lock.unlock();
        }
    }

    void endNow() {
        event("ENDED");
        state = "ENDED";
    }

    @Override
    public synchronized LeaseView create(LeaseRequest request, Optional<String> key) throws LeaseRefused {
        if (full) {
            throw new NotStoredException("nothing was done: disk full", null);
        }
        if (freeze != null) {
            throw new FrozenException("no lease was made: frozen by " + freeze.who());
        }
        if (request.queue().isPresent()) {
            throw new LeaseRefused(List.of(new LeaseRefused.FieldError("queue", "is not known here")));
        }
        if (key.isPresent() && !created.isEmpty() && !created.get(0).equals(request)) {
            throw new LeaseRefused(List.of(new LeaseRefused.FieldError("Idempotency-Key", "was used before")));
        }
        created.add(request);
        return lease();
    }

    @Override
    public synchronized List<LeaseView> list(boolean ended) {
        return ended ? List.of(lease(), lease()) : List.of(lease());
    }

    @Override
    public synchronized Optional<LeaseView> get(String lease) {
        return lease.equals(ID) ? Optional.of(lease()) : Optional.empty();
    }

    @Override
    public synchronized Optional<LeaseView> end(String lease, String words) {
        state = lease.equals(ID) ? "ENDING" : state;
        return get(lease);
    }

    @Override
    public List<EventView> events(Optional<String> lease, long after, Duration wait) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = wait.toNanos();
            while (events.size() <= after && left > 0) {
                left = added.awaitNanos(left);
            }
            return events.stream().filter(event -> event.sequence() > after).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<List<String>> certificates(String lease) {
        return lease.equals(ID) ? Optional.of(List.of("{\"verdict\":\"clean\"}", "torn {")) : Optional.empty();
    }

    @Override
    public List<NodeView> nodes() {
        return List.of(new NodeView("node01", "leased", ID, NOW, null, NOW, null, "up", null));
    }

    @Override
    public Optional<NodeView> resume(String node, String who, Optional<String> looked) {
        if (node.equals("node02") && looked.isEmpty()) {
            throw new NotCleanException("node02 is not known to be clean");
        }
        return node.startsWith("node0")
                ? Optional.of(new NodeView(node, "drained", null, null, who, NOW, "lifting", null, null))
                : Optional.empty();
    }

    @Override
    public synchronized StatusView status() {
        if (broken) {
            throw new IllegalStateException("the store says: secret detail");
        }
        return new StatusView("0.1.0", NOW, "embedded", true, NOW, 1, 2, freeze, List.of());
    }

    @Override
    public synchronized void freeze(String who, String why) {
        freeze = new FreezeView(NOW, who, why);
    }

    @Override
    public synchronized void thaw(String who) {
        freeze = null;
    }

    private LeaseView lease() {
        GuestView guest = new GuestView("head-0", "766d7074-0000", "UP", null, 512, 1, "00:16:3e:00:00:01");
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
                NOW,
                Map.of("queued", 1200L),
                List.of(guest));
        return new LeaseView(
                ID, "night", state, 1, null, 20, NOW, NOW, NOW, null, null, null, "all guests are up", List.of(slot));
    }
}
