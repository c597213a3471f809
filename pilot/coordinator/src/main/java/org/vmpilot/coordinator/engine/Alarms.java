package org.vmpilot.coordinator.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.state.Drain;
import org.vmpilot.coordinator.state.Holder;
import org.vmpilot.coordinator.state.Lease;
import org.vmpilot.coordinator.state.Moment;
import org.vmpilot.coordinator.state.Slot;
import org.vmpilot.coordinator.state.SlotState;
import org.vmpilot.coordinator.state.Timing;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.view.AlarmView;

/**
 * What somebody must see to. Read each time from what is known, so that none outlives its cause and none is lost by a restart.
 * {@link #all} from any thread, the rest for the engine's.
 */
final class Alarms {
    private static final Logger LOG = LogManager.getLogger(Alarms.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    /** A slot that ends for so many teardown budgets without a certificate does not end. */
    private static final int ENDLESS_IN_TEARDOWNS = 10;

    private final Engine engine;
    private final Drains drains;
    private final Map<String, AlarmView> said = new HashMap<>();
    private Instant looked;

    Alarms(Engine engine, Drains drains) {
        this.engine = engine;
        this.drains = drains;
        this.looked = engine.ports().clock().instant();
    }

    /** The oldest first. */
    List<AlarmView> all() {
        Instant now = engine.ports().clock().instant();
        List<AlarmView> alarms = new ArrayList<>();
        drains.all().forEach(drain -> drain.failure().ifPresent(failure -> alarms.add(ofDrain(drain, failure))));
        for (Lease lease : engine.decisions().book().leases()) {
            Map<SlotKey, Instant> heard = engine.heard().of(lease);
            for (Slot slot : lease.slots()) {
                Optional.ofNullable(heard.get(slot.key()))
                        .flatMap(at -> ofSlot(lease, slot, at, now))
                        .ifPresent(alarms::add);
            }
        }
        alarms.sort(Comparator.comparing(AlarmView::since).thenComparing(AlarmView::words));
        return alarms;
    }

    private static AlarmView ofDrain(Drain drain, Drain.Failure failure) {
        String kind = drain.step() == Drain.Step.LIFTING ? "resume_failed" : "drain_failed";
        return new AlarmView(
                failure.since(),
                kind,
                drain.node(),
                drain.node() + " cannot be " + Drains.verb(drain) + " (" + drain.reason() + "): " + failure.words());
    }

    private Optional<AlarmView> ofSlot(Lease lease, Slot slot, Instant heardAt, Instant now) {
        Timing timing = engine.settings().timing();
        String node = slot.holder().map(Holder::node).orElse("");
        String what = "slot " + slot.key() + " of lease " + lease.token() + " on " + node;
        if (heardAt.plus(timing.heartbeatLost()).isBefore(now)) {
            String shows = slot.sight()
                    .map(sight -> "the LRM shows its job as " + sight.state())
                    .orElse("the LRM has not shown its job");
            return Optional.of(
                    new AlarmView(
                            heardAt,
                            "silent",
                            node,
                            what + " is " + slot.state() + " and has been silent since " + heardAt + "; " + shows
                                    + ". It cannot end before it is heard of, or its job is over in the LRM: look at the node"));
        }
        return slot.moments()
                .of(Moment.ENDING)
                .filter(at -> slot.state() == SlotState.ENDING)
                .filter(at -> at.plus(timing.teardown().total().multipliedBy(ENDLESS_IN_TEARDOWNS))
                        .isBefore(now))
                .map(at -> new AlarmView(
                        at,
                        "no_certificate",
                        node,
                        what + " has been ending since " + at + " without a certificate: look at the node"));
    }

    /** Says in the log which alarms are new and which are over, once a minute. */
    void say(Instant now) {
        if (looked.plus(EVERY).isAfter(now)) {
            return;
        }
        looked = now;
        Map<String, AlarmView> present = new HashMap<>();
        all().forEach(alarm -> present.put(alarm.kind() + alarm.since() + alarm.node(), alarm));
        present.forEach((key, alarm) -> {
            if (!said.containsKey(key)) {
                LOG.error("ALARM: {}", alarm.words());
            }
        });
        said.forEach((key, alarm) -> {
            if (!present.containsKey(key)) {
                LOG.info("alarm over: {}", alarm.words());
            }
        });
        said.clear();
        said.putAll(present);
    }

    Stream<Instant> dues() {
        boolean any = !said.isEmpty()
                || !drains.all().isEmpty()
                || engine.decisions().book().leases().stream()
                        .anyMatch(lease -> lease.slots().stream().anyMatch(slot -> slot.claimed() && slot.open()));
        return any ? Stream.of(looked.plus(EVERY)) : Stream.empty();
    }
}
