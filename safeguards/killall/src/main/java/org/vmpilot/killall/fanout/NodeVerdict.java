package org.vmpilot.killall.fanout;

import java.util.Locale;

/** What is known of a node after kill-all or thaw. */
public enum NodeVerdict {
    /** kill-all: guests or slots of ours were here, nothing is left, the node is frozen. */
    CLEAN(true),
    /** kill-all: nothing of ours was here; the node is frozen. thaw: it was not frozen. */
    NOTHING_TO_DO(true),
    /** thaw: the mark is gone. */
    THAWED(true),
    /** The look before: the node answered, nothing was done. */
    SEEN(true),
    /** Something is left, or the mark could not be written. */
    DIRTY(false),
    /** thaw: the mark is still there. */
    FROZEN(false),
    /** The node answered, but not to the end; or it cannot tell. */
    UNKNOWN(false),
    /** Login or host key was refused; nothing was done. */
    REFUSED(false),
    /** No SSH server answered; nothing was done. */
    UNREACHABLE(false);

    private final boolean good;

    NodeVerdict(boolean good) {
        this.good = good;
    }

    /** Whether nothing is left to be done on the node. */
    public boolean isGood() {
        return good;
    }

    /** As people and scripts read it: {@code nothing to do}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
