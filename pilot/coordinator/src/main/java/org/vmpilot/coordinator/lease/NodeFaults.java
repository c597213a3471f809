package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vmpilot.protocol.Notice;

/** Slots that fell by the fault of their nodes. Pure: what is known stands in the slots of all attempts. */
public final class NodeFaults {
    /** Somebody's hand, or another job's right: the node has done nothing. */
    private static final Pattern LRMS_DOING = Pattern.compile("(?i)cancel|preempt");

    private NodeFaults() {}

    /** Notes that a slot falls by itself, if that is its node's own fault: it was never ready, and nobody had told it to end. */
    static Slot fell(Slot slot, Optional<Notice> notice, Instant now) {
        boolean blamed = notice.filter(why -> why == Notice.FAILED || why == Notice.TERMINATED)
                .isPresent();
        return blamed && untold(slot) && !wasReady(slot) ? slot.first(Moment.NODE_FAILED, now) : slot;
    }

    /** The same of a slot whose job is over and that nobody has claimed: the LRM says where the job was. */
    static Slot fellUnclaimed(Slot slot, String lrmWords, Instant now) {
        boolean ran = slot.sight().flatMap(Sight::node).isPresent();
        boolean declined = slot.moments().has(Moment.DECLINED);
        return ran && !declined && untold(slot) && !LRMS_DOING.matcher(lrmWords).find()
                ? slot.first(Moment.NODE_FAILED, now)
                : slot;
    }

    /** The order is at fault as much as the node: other orders may be welcome there. */
    static Slot refused(Slot slot, Instant now) {
        return slot.moments(slot.moments().without(Moment.NODE_FAILED)).first(Moment.NODE_REFUSED, now);
    }

    private static boolean untold(Slot slot) {
        return slot.state() != SlotState.ENDING && !slot.state().closed();
    }

    /** A lease of one slot has GO before it is ready; and the word READY may be lost where the reports are not. */
    private static boolean wasReady(Slot slot) {
        return slot.moments().has(Moment.READY) || slot.moments().has(Moment.STARTING);
    }

    /** Slots of earlier attempts for which the next one should have other nodes. */
    public static List<Slot> of(Lease lease) {
        return lease.slots().stream()
                .filter(slot -> slot.key().attempt() < lease.attempt())
                .filter(slot ->
                        slot.moments().has(Moment.NODE_FAILED) || slot.moments().has(Moment.NODE_REFUSED))
                .toList();
    }
}
