package org.vmpilot.lrm.pbs;

import java.util.Map;
import java.util.TreeMap;
import org.vmpilot.lrm.commands.Signals;
import org.vmpilot.lrm.worker.JobEnd;

/**
 * What Exit_status of a finished job means (recorded): 0 to 255 its own; 256 + n signal n ended its top process; below zero PBS's own
 * words. Of a script 128 + n is signal n, too: PBS's shell says so. After a mom has adopted its jobs again ({@code pbs_mom -p}) it is 0 whatever happened: an exit file of the job counts more.
 */
final class JobEnds {
    private static final int SIGNALED = 256;
    private static final int SHELLS = 128;
    private static final int LAST_SIGNAL = 64;
    private static final int NODE_FAILED = -20;
    /** Limits from -24 (ncpus burst) to -29 (walltime): it ran, and PBS ended it. */
    private static final int FIRST_LIMIT = -29;

    private static final int LAST_LIMIT = -24;

    private JobEnds() {}

    static JobEnd of(PbsJob job) {
        Map<String, String> usage = new TreeMap<>(job.used());
        job.exitStatus().ifPresent(status -> usage.put("Exit_status", status.toString()));
        job.comment().ifPresent(words -> usage.put("comment", words));
        JobEnd end = end(job);
        return new JobEnd(
                end.job(), end.exited(), end.exitStatus(), end.signaled(), end.signal(), false, end.aborted(), usage);
    }

    private static JobEnd end(PbsJob job) {
        if (job.exitStatus().isEmpty()) {
            // Of a task that is over before its array, older versions tell no more.
            return job.started() || job.state() == 'X' ? JobEnd.notKnown(job.id()) : JobEnd.neverRan(job.id());
        }
        int status = job.exitStatus().get();
        if (status >= 0 && job.undelivered()) {
            // It ran, and its output is lost: DRMAA has no other word for that.
            return JobEnd.neverRan(job.id());
        }
        if (job.script() && status > SHELLS && status <= SHELLS + LAST_SIGNAL) {
            return JobEnd.signal(job.id(), Signals.name(status - SHELLS));
        }
        if (status >= SIGNALED) {
            return JobEnd.signal(job.id(), Signals.name(status - SIGNALED));
        }
        if (status >= 0) {
            return JobEnd.exit(job.id(), status);
        }
        boolean ran = status == NODE_FAILED || (status >= FIRST_LIMIT && status <= LAST_LIMIT);
        return ran ? JobEnd.notKnown(job.id()) : JobEnd.neverRan(job.id());
    }
}
