package org.vmpilot.tests.simulation;

import java.util.List;
import java.util.Optional;
import org.vmpilot.protocol.Notice;

/**
 * The rules of {@code vmpilot-guard}, as docs/node.md has them: what it sees, once a second, gives what it does. Pure; a test gives this and
 * the script the same sights and compares.
 *
 * @param haltedBefore who was seen halted at the last look; empty: nobody
 * @param launcherGone looks since the launcher is gone
 */
record GuardRules(String haltedBefore, int launcherGone) {
    static final GuardRules BEGIN = new GuardRules("", 0);
    /** In the order in which they are looked at. */
    static final List<String> WATCHED = List.of("agent", "launcher", "sudo", "sudo+");

    private static final int LAUNCHER_GONE_LOOKS = 10;
    private static final long DEADLINE_SLACK_MS = 3000;

    /** How long, in looks of 200 ms, vmpilot-node's reaper is waited for: a reaper's bound by the defaults of node.conf. */
    static final int REAPER_LOOKS = 5 * (30 + 3 * 15 + 60 + 4 * 20);

    /**
     * One look around while the agent's line is open.
     *
     * @param recorded whether a record is there
     * @param deadlineMs of the record, 0: none; {@code goEndMs}: when the lease ends by the journal's GO, 0: no GO
     * @param halted who of {@link #WATCHED} is stopped or frozen
     * @param launcher whether there is a launcher to watch, and whether it lives
     */
    record Sight(
            boolean recorded,
            long nowMs,
            long deadlineMs,
            long endingMs,
            long goEndMs,
            List<String> halted,
            Optional<Boolean> launcher) {}

    /**
     * What comes of a look.
     *
     * @param home why the node is brought home; empty: it goes on watching
     */
    record Look(GuardRules next, Optional<Notice> home) {}

    Look look(Sight sight) {
        if (!sight.recorded()) {
            return new Look(this, Optional.empty());
        }
        boolean overdue =
                sight.deadlineMs() > 0 && sight.nowMs() > sight.deadlineMs() + sight.endingMs() + DEADLINE_SLACK_MS;
        if (overdue) {
            boolean lease = sight.goEndMs() > 0 && sight.goEndMs() == sight.deadlineMs();
            return new Look(this, Optional.of(lease ? Notice.LEASE_ENDED : Notice.WALLTIME));
        }
        for (String name : WATCHED) {
            if (sight.halted().contains(name)) {
                boolean twice = name.equals(haltedBefore);
                return new Look(
                        new GuardRules(name, launcherGone), twice ? Optional.of(Notice.SUSPENDED) : Optional.empty());
            }
        }
        return launcher(sight);
    }

    private Look launcher(Sight sight) {
        if (sight.launcher().isEmpty()) {
            return new Look(new GuardRules("", launcherGone), Optional.empty());
        }
        if (sight.launcher().get()) {
            return new Look(new GuardRules("", 0), Optional.empty());
        }
        int gone = launcherGone + 1;
        return new Look(
                new GuardRules("", gone),
                gone > LAUNCHER_GONE_LOOKS ? Optional.of(Notice.TERMINATED) : Optional.empty());
    }

    /** What it does at a look after the agent's end. */
    enum After {
        WAIT,
        END,
        HOME
    }

    /**
     * After the agent's end: vmpilot-node reaps, if it can. Waited for until it has gone, for a reaper that is stopped would hold it even when the slot
     * is forgotten.
     *
     * @param looks how often it has looked before
     */
    static After afterAgent(int looks, boolean recorded, boolean nodeLives, boolean nodeHalted) {
        if (looks < REAPER_LOOKS && nodeLives && !nodeHalted) {
            return After.WAIT;
        }
        return recorded ? After.HOME : After.END;
    }
}
