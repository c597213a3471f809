package org.vmpilot.vmm;

/** What a domain is doing, as far as it matters here. */
public enum DomainState {
    /** It runs, or waits for something to do. */
    ALIVE,
    /** It is paused; a create that is under way, or was killed, shows so too. */
    PAUSED,
    /** It has ended and is still listed: its toolstack daemon has not removed it yet, or is dead. */
    ENDED,
    /** It has crashed and is still listed. */
    CRASHED,
    /** It is being destroyed. */
    DYING;

    /** Whether it may still run code, now or when it is unpaused. */
    public boolean lives() {
        return this == ALIVE || this == PAUSED;
    }
}
