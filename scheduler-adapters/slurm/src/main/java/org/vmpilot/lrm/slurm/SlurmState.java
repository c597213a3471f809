package org.vmpilot.lrm.slurm;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ggf.drmaa.Session;
import org.vmpilot.lrm.Job;

/** Slurm's job states in long form ({@code squeue %T}), and what they are to us. */
final class SlurmState {
    /** COMPLETING: its processes or its epilog still hold the node. CONFIGURING: the node is its own, and its prolog runs or it boots. */
    private static final Set<String> RUNNING =
            Set.of("RUNNING", "COMPLETING", "CONFIGURING", "RESIZING", "SIGNALING", "STAGE_OUT");

    private static final Set<String> QUEUED = Set.of("PENDING", "REQUEUED", "REQUEUE_FED");
    private static final Set<String> HELD = Set.of("REQUEUE_HOLD", "RESV_DEL_HOLD", "SPECIAL_EXIT");
    private static final Set<String> SUSPENDED = Set.of("SUSPENDED", "STOPPED");
    private static final Set<String> ENDED = Set.of(
            "COMPLETED",
            "FAILED",
            "CANCELLED",
            "TIMEOUT",
            "PREEMPTED",
            "NODE_FAIL",
            "BOOT_FAIL",
            "LAUNCH_FAILED",
            "DEADLINE",
            "OUT_OF_MEMORY",
            "REVOKED");

    private static final Map<Job.State, Integer> DRMAA = Map.of(
            Job.State.QUEUED, Session.QUEUED_ACTIVE,
            Job.State.HELD, Session.USER_ON_HOLD,
            Job.State.RUNNING, Session.RUNNING,
            Job.State.SUSPENDED, Session.USER_SUSPENDED,
            Job.State.UNKNOWN, Session.UNDETERMINED);

    private SlurmState() {}

    /** @param reason why it waits: a job on hold is PENDING, too ({@code JobHeldUser}, "launch failed requeued held") */
    static Job.State of(String state, String reason) {
        if (QUEUED.contains(state)) {
            return reason.toLowerCase(Locale.ROOT).contains("held") ? Job.State.HELD : Job.State.QUEUED;
        }
        if (RUNNING.contains(state)) {
            return Job.State.RUNNING;
        }
        if (HELD.contains(state)) {
            return Job.State.HELD;
        }
        if (SUSPENDED.contains(state)) {
            return Job.State.SUSPENDED;
        }
        return ENDED.contains(state) ? Job.State.ENDED : Job.State.UNKNOWN;
    }

    /** DRMAA's word for a living job. */
    static int drmaa(Job.State state, String reason) {
        return state == Job.State.HELD && reason.equals("JobHeldAdmin") ? Session.SYSTEM_ON_HOLD : DRMAA.get(state);
    }

    /** It ended before it ran, or was taken away: by its own hand it did not end. */
    static boolean aborted(String state) {
        return state.equals("BOOT_FAIL") || state.equals("LAUNCH_FAILED") || state.equals("REVOKED");
    }
}
