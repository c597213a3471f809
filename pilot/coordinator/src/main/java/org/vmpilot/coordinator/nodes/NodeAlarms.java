package org.vmpilot.coordinator.nodes;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vmpilot.coordinator.alarms.AlarmSource;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.coordinator.lease.Holder;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Moment;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.lease.Timing;
import org.vmpilot.coordinator.loop.OpenLeases;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.view.AlarmView;

/** Nodes that somebody must see to: silent ones, those that do not end, those of which the LRM could not be told. */
final class NodeAlarms implements AlarmSource {
    /** A slot that ends for so many teardown budgets without a certificate does not end. */
    private static final int ENDLESS_IN_TEARDOWNS = 10;

    private final OpenLeases leases;
    private final LastSeen lastSeen;
    private final Drains drains;
    private final Timing timing;
    private final Map<String, String> lrmNames;

    /** @param lrmNames the LRM's names of the nodes */
    NodeAlarms(OpenLeases leases, LastSeen lastSeen, Drains drains, Timing timing, Map<String, String> lrmNames) {
        this.lrmNames = lrmNames;
        this.leases = leases;
        this.lastSeen = lastSeen;
        this.drains = drains;
        this.timing = timing;
    }

    @Override
    public Stream<AlarmView> alarms(Instant now) {
        Stream<AlarmView> ofDrains = drains.all().stream()
                .flatMap(drain -> drain.failure().map(failure -> ofDrain(drain, failure)).stream());
        Stream<AlarmView> blackHoles =
                drains.all().stream().filter(Drain::heldByHand).map(NodeAlarms::blackHole);
        return Stream.concat(
                Stream.concat(Stream.concat(ofDrains, blackHoles), drains.gone()),
                leases.leases().stream().flatMap(lease -> ofLease(lease, now)));
    }

    private Stream<AlarmView> ofLease(Lease lease, Instant now) {
        Map<SlotKey, Instant> heard = lastSeen.of(lease);
        Stream<AlarmView> ofSlots = lease.slots().stream()
                .flatMap(slot ->
                        Optional.ofNullable(heard.get(slot.key()))
                                .flatMap(at -> ofSlot(lease, slot, at, now))
                                .stream());
        Stream<AlarmView> elsewhere = lease.slots().stream()
                .flatMap(slot -> slot.holder().flatMap(holder -> elsewhere(lease, slot, holder)).stream());
        return Stream.concat(ofSlots, elsewhere);
    }

    private static AlarmView blackHole(Drain drain) {
        return new AlarmView(
                drain.since(),
                "black_hole",
                drain.node(),
                drain.node() + " gets no jobs any more, " + drain.reason() + ". Look at it; 'vmpilot nodes --resume "
                        + drain.node() + "' gives it back, nothing else does");
    }

    private static AlarmView ofDrain(Drain drain, Drain.Failure failure) {
        String kind = drain.step() == Drain.Step.LIFTING ? "resume_failed" : "drain_failed";
        return new AlarmView(
                failure.since(),
                kind,
                drain.node(),
                drain.node() + " cannot be " + Drains.verb(drain) + " (" + drain.reason() + "): " + failure.words());
    }

    /** What the LRM shows and what was claimed are two: the key of the node is in other hands, or the two names do not belong together. */
    private Optional<AlarmView> elsewhere(Lease lease, Slot slot, Holder holder) {
        String own = lrmNames.getOrDefault(holder.node(), holder.node());
        return slot.sight()
                .filter(sight -> slot.open() && sight.state() == Job.State.RUNNING)
                .filter(sight -> !sight.isOn(own))
                .map(sight -> new AlarmView(
                        sight.askedAt(),
                        "claimed_elsewhere",
                        holder.node(),
                        "slot " + slot.key() + " of lease " + lease.token() + " is held by " + holder.node()
                                + ", and the LRM runs its job on "
                                + sight.node().orElseThrow()
                                + ": end the lease; then lrm_name of " + holder.node()
                                + " is wrong in vmpilot.toml, or its node.key is in other hands"));
    }

    private Optional<AlarmView> ofSlot(Lease lease, Slot slot, Instant heardAt, Instant now) {
        String node = slot.holder().map(Holder::node).orElse("");
        String what = "slot " + slot.key() + " of lease " + lease.token() + " on " + node;
        if (heardAt.plus(timing.heartbeatLost()).isBefore(now)) {
            String shows = slot.sight()
                    .map(sight -> "the LRM shows its job as " + sight.state())
                    .orElse("the LRM has not shown its job");
            return Optional.of(new AlarmView(
                    heardAt,
                    "silent",
                    node,
                    what + " is " + slot.state() + " and has been silent since " + heardAt + "; " + shows
                            + ". It cannot end before it is heard of, or its job is over in the LRM: look at"
                            + " the node"));
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
}
