package org.vmpilot.tests.simulation;

import org.vmpilot.protocol.GuestUuid;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.vmm.DomainState;

/** A guest in Xen, as it really is. */
final class Domain {
    final SlotKey slot;
    final int index;
    final int id;
    final String uuid;
    /** Whether xl's daemon waits for its end; without it an ended domain stays listed. */
    boolean daemon = true;

    boolean asked;
    DomainState state = DomainState.PAUSED;

    Domain(SlotKey slot, int index, int id) {
        this.slot = slot;
        this.index = index;
        this.id = id;
        this.uuid = GuestUuid.of(slot, index);
    }

    @Override
    public String toString() {
        return slot + "/" + index + " (" + id + ", " + state + ")";
    }
}
