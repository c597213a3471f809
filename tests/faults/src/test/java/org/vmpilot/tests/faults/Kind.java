package org.vmpilot.tests.faults;

/**
 * What happens in a case, and what must come of it: the one table of verdicts (docs/testing.md shows it as well). The verdict depends on
 * nothing but the kind: neither on the moment of the blow nor on what was hit. Barred for a while is right only where nobody can look,
 * where something cannot be ended, or where nothing can be written down.
 */
enum Kind {
    NOTHING(Home.CLEAN, "nothing goes wrong"),
    KILL_ONE(Home.CLEAN, "kill -9 of one process"),
    KILL_TWO(Home.CLEAN, "kill -9 of two processes at once"),
    KILL_NEEDS_EPILOG(Home.CLEAN, "kill -9 of vmpilot-node and guard at once, with our epilog installed"),
    KILL_ALL(Home.CLEAN, "kill -9 of everything of the job; epilog, prolog or boot unit comes"),
    STOP_ONE(Home.CLEAN, "SIGSTOP of one process"),
    TERMS(Home.CLEAN, "a second and a third TERM"),
    XL_FAILS(Home.CLEAN, "a call of xl fails, once or twice"),
    XL_LIES(Home.CLEAN, "a call of xl succeeds without effect, or answers with noise, once"),
    XL_HANGS(Home.CLEAN, "a create, a shutdown or one look of the agent's hangs"),
    XL_SILENT(Home.UNKNOWN_FIRST, "no list comes back any more, until xl answers again"),
    CANNOT_END(Home.DIRTY_FIRST, "no destroy ends a guest, or dom0 does not grow, until it does"),
    HALF_MADE(Home.CLEAN, "a create dies half-way, or fails and leaves its guest"),
    DYING(Home.CLEAN, "a destroyed domain stays for a while, dying"),
    GUEST_REBOOTS(Home.CLEAN, "a guest reboots, crashes or ends in that instant"),
    LOCK_HELD(Home.UNKNOWN_FIRST, "somebody holds the slot's lock for creates, until he lets go"),
    DISK(Home.UNKNOWN_FIRST, "the state folder is full or read-only: no certificate can be kept, until it can"),
    TORN(Home.CLEAN, "a torn record, journal or certificate, and the agent is dead"),
    CLOCK(Home.CLEAN, "the wall clock is stepped"),
    POWER_OFF(Home.CLEAN, "the node is powered off and boots"),
    NODE_LOST(Home.CLEAN, "the LRM loses a node of a gang, whose job it ends there"),
    CUT_OFF(Home.CLEAN, "the coordinator is away from that moment on, and comes back after the end"),
    REPORT_REFUSED(Home.CLEAN, "reports and certificates are not taken for a while"),
    ORDER(Home.CLEAN, "an order that must be refused: nothing is touched"),
    LRM(Home.CLEAN, "the LRM stands still, or is killed and started again"),
    REAPERS(Home.CLEAN, "more reapers at once"),
    OLD_REAPER(Home.CLEAN, "a reaper of an earlier slot goes on while the next slot lives");

    /** How the node comes home. */
    enum Home {
        /** By itself, within the bound, and never barred. */
        CLEAN,
        /** Certified unknown and barred; clean and no longer barred within the bound after the cause has gone. */
        UNKNOWN_FIRST,
        /** Certified dirty and barred; likewise. */
        DIRTY_FIRST
    }

    final Home home;
    final String sentence;

    Kind(Home home, String sentence) {
        this.home = home;
        this.sentence = sentence;
    }
}
