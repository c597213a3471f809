package org.vmpilot.coordinator.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vmpilot.coordinator.state.Lease;
import org.vmpilot.coordinator.state.Slot;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.StoreException;

/** What the engine keeps in order beside leases: when nodes were heard of, drains, alarms, what the LRM grants. For the engine's thread. */
final class Upkeep {
    private static final Duration FORGET_EVERY = Duration.ofHours(1);

    private final Engine engine;
    private final SeenNodes seenNodes;
    private final Drains drains;
    private final Alarms alarms;
    private final Grants grants;
    private Instant forgotten;

    Upkeep(Engine engine, Ports ports, Settings settings, Heard heard) {
        this.engine = engine;
        this.seenNodes = new SeenNodes(ports, heard);
        this.drains = new Drains(engine, ports, settings);
        this.alarms = new Alarms(engine, drains);
        this.grants = new Grants(engine);
        this.forgotten = ports.clock().instant();
    }

    void recover(List<Lease> open) {
        drains.recover();
        open.forEach(grants::want);
    }

    void changed(Decisions.Told told) {
        grants.want(told.lease());
        for (Slot slot : told.lease().slots()) {
            Optional<Slot> before = told.before().flatMap(lease -> lease.slot(slot.key()));
            if (slot.claimed() && !before.map(Slot::verdict).equals(Optional.of(slot.verdict()))) {
                drains.look(slot.holder().orElseThrow().node());
            }
        }
    }

    void tick(Instant now) throws StoreException {
        seenNodes.write(now);
        alarms.say(now);
        if (!forgotten.plus(FORGET_EVERY).isAfter(now)) {
            engine.ports()
                    .store()
                    .commit(Change.forget(now.minus(engine.settings().keepEnded()), now));
            forgotten = now;
        }
    }

    /** After every task, while the store can be used. */
    void work(Instant now) {
        try {
            drains.work(now);
        } catch (StoreException e) {
            engine.intake().failed(e);
        }
    }

    Stream<Instant> dues() {
        Instant forget = forgotten.plus(FORGET_EVERY);
        Stream<Instant> others = Stream.of(seenNodes.nextAt(), drains.nextDue(), Optional.of(forget))
                .flatMap(Optional::stream);
        return Stream.concat(others, alarms.dues());
    }

    Drains drains() {
        return drains;
    }

    Grants grants() {
        return grants;
    }

    Alarms alarms() {
        return alarms;
    }
}
