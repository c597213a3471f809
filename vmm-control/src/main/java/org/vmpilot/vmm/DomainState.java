package org.vmpilot.vmm;

/** What a domain is doing, as far as it matters here. */
public enum DomainState {
    /** It runs, or waits for something to do. */
    ALIVE,
    /** It is paused, or was suspended to be saved; a create that is under way, or was killed, shows so too. */
    PAUSED,
    /** It reboots: its toolstack daemon is about to make it anew, under another number. Without that daemon it stays so. */
    REBOOTING,
    /** It has ended and is still listed: its toolstack daemon has not removed it yet, or is dead. */
    ENDED,
    /** It has crashed and is still listed. */
    CRASHED,
    /** It is being destroyed. */
    DYING,
    /** It is there, and what the toolstack says of its state is not understood: nothing is concluded of it. */
    UNKNOWN;

    /** Whether it may run code, now or later: nothing that is unknown counts as ended. */
    public boolean lives() {
        return this == ALIVE || this == PAUSED || this == REBOOTING || this == UNKNOWN;
    }
}
