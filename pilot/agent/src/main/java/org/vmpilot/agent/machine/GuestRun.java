package org.vmpilot.agent.machine;

import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.SlotKey;

/**
 * One guest of a running slot.
 *
 * @param sinceMs UP: uptime since when looks count for it; MISSING: of the first look that did not show it; ASKING and ASKED: until when
 *     it may take to end
 * @param crashed a look showed it crashed
 */
record GuestRun(GuestOrder order, String uuid, Stage stage, long sinceMs, boolean crashed) {
    enum Stage {
        /** Its create is running. */
        CREATING,
        UP,
        /** The last look did not show it alive: it has ended, or it reboots (a new domain under the same UUID). */
        MISSING,
        /** It has ended without being asked. */
        ENDED,
        /** Its create failed. */
        FAILED,
        /** Its shutdown is being asked for: whether it was still there to be asked shows when that is answered. */
        ASKING,
        /** It was asked to shut down. */
        ASKED,
        /** It ended after it was asked. */
        GONE
    }

    static GuestRun creating(GuestOrder order, SlotKey slot, long now) {
        return new GuestRun(order, order.uuid(slot), Stage.CREATING, now, false);
    }

    int index() {
        return order.index();
    }

    boolean isUp() {
        return stage == Stage.UP || stage == Stage.MISSING;
    }

    GuestRun at(Stage next, long atMs) {
        return new GuestRun(order, uuid, next, atMs, crashed);
    }

    GuestRun asking(long untilMs) {
        return at(Stage.ASKING, untilMs);
    }

    GuestRun asked() {
        return at(Stage.ASKED, sinceMs);
    }

    /** Whether the end waits for it. */
    boolean isAwaited() {
        return stage == Stage.ASKING || stage == Stage.ASKED;
    }

    GuestRun withCrash() {
        return new GuestRun(order, uuid, stage, sinceMs, true);
    }
}
