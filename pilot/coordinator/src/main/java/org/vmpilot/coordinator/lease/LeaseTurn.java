package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.vmpilot.protocol.Notice;

/** One turn of a lease's machine: the lease as it becomes, and what is recorded on the way. Lives for one event only. */
final class LeaseTurn {
    private final Instant now;
    private final Timing timing;
    private final Lease before;
    private final List<Entry> entries = new ArrayList<>();
    private Lease lease;

    LeaseTurn(Lease lease, Instant now, Timing timing) {
        this.before = lease;
        this.lease = lease;
        this.now = now;
        this.timing = timing;
    }

    Lease lease() {
        return lease;
    }

    Instant now() {
        return now;
    }

    Timing timing() {
        return timing;
    }

    LeaseStep step() {
        return new LeaseStep(lease, Untold.added(before, lease, entries));
    }

    void become(Lease next) {
        lease = next;
    }

    void record(EventType event, String words) {
        entries.add(Entry.of(lease, event, words));
    }

    void impossible(LeaseEvent event) {
        record(EventType.IMPOSSIBLE, event.getClass().getSimpleName() + " in state " + lease.state());
    }

    /** Goes to another state with an entry of that state's name. */
    void to(LeaseState next, Reason why) {
        become(lease.to(next, why));
        record(EventType.of(next), why.words());
    }

    /** Gives the event to every slot that {@code which} chooses. */
    void each(Predicate<Slot> which, Function<Slot, SlotEvent> event) {
        List<Slot> slots = new ArrayList<>(lease.slots());
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (which.test(slot)) {
                SlotStep step = SlotMachine.apply(slot, event.apply(slot), now, timing);
                slots.set(i, step.slot());
                entries.addAll(step.entries());
            }
        }
        become(lease.slots(slots));
    }

    /** Gives the event to every slot of the attempt under way. */
    void eachCurrent(Function<Slot, SlotEvent> event) {
        each(slot -> slot.key().attempt() == lease.attempt(), event);
    }

    /** Tells what is still open of this attempt to end. */
    void endSlots(Notice notice, Reason why) {
        eachCurrent(slot -> new SlotEvent.End(notice, why));
    }
}
