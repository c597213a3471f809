package org.vmpilot.tests.simulation;

import java.util.Set;
import org.vmpilot.protocol.SlotKey;

/** A process that makes a guest: a create under way, or the daemon of a guest that reboots. It ends by itself, by a reaper's hand or with the machine. */
final class Making {
    final SlotKey slot;
    final int index;
    /** Slots of its node that were known not to be clean when it began. */
    final Set<SlotKey> notClean;

    boolean ended;

    Making(SlotKey slot, int index, Set<SlotKey> notClean) {
        this.slot = slot;
        this.index = index;
        this.notClean = notClean;
    }
}
