package org.vmpilot.protocol.view;

import java.time.Instant;
import java.util.List;

/**
 * One thing that happened to a lease. {@code sequence} grows over all leases and is never reused. What is for programs says how that of
 * which the event is is from then on, all of it: the guest if there is one, else the slot if there is one, else the lease. Events that an
 * older coordinator has written have none of it.
 *
 * @param slot slot key, null when the event is the lease's
 * @param event docs/states.md lists them
 * @param words for people
 * @param guest the guest's name in its lease, null when the event is not a guest's
 * @param state of the guest, the slot or the lease
 * @param attempt the lease's, or that to which the slot belongs
 * @param notice of the slot or the lease
 * @param verdict of the slot; of the lease once it has ended
 * @param reasonCode of the slot or the lease
 * @param result of the lease once it has ended
 * @param node of the slot, as are {@code lrmJob} and {@code lrmState}
 * @param ended how the guest ended, as the certificate says it
 * @param guests guests of the slot of which something changed with the event; none: empty
 * @param version of the lease, grows with each SET; null: the event is not the lease's
 * @param endsAt when the lease ends, likewise; null before GO
 */
public record EventView(
        long sequence,
        Instant at,
        String lease,
        String slot,
        String event,
        String words,
        String guest,
        String state,
        Integer attempt,
        String notice,
        String verdict,
        String reasonCode,
        String result,
        String node,
        String lrmJob,
        String lrmState,
        String ended,
        List<GuestChangeView> guests,
        Integer version,
        Instant endsAt) {
    public EventView {
        // An answer of an older coordinator does not have them.
        guests = guests == null ? List.of() : List.copyOf(guests);
    }
}
