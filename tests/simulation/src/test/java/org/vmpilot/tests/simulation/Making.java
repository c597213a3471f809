package org.vmpilot.tests.simulation;

import org.vmpilot.protocol.SlotKey;

/** A process that makes a guest: a create under way, or the daemon of a guest that reboots. It ends by itself, by a reaper's hand or with the machine. */
final class Making {
    final SlotKey slot;
    final int index;
    boolean ended;

    Making(SlotKey slot, int index) {
        this.slot = slot;
        this.index = index;
    }
}
