package org.vmpilot.lrm.commands;

import java.util.Optional;
import org.ggf.drmaa.Session;
import org.vmpilot.lrm.worker.JobEnd;

/**
 * A job as the LRM's query shows it.
 *
 * @param status one of DRMAA's program states ({@link Session#RUNNING} and so on)
 * @param end how it ended; empty: it is not over
 */
public record JobLook(int status, Optional<JobEnd> end) {
    public static JobLook living(int status) {
        return new JobLook(status, Optional.empty());
    }

    public static JobLook over(JobEnd end) {
        return new JobLook(statusOf(end), Optional.of(end));
    }

    /** DONE: it ended by itself with 0. UNDETERMINED: it is over, and nobody knows how. */
    static int statusOf(JobEnd end) {
        if (end.exited()) {
            return end.exitStatus() == 0 ? Session.DONE : Session.FAILED;
        }
        return end.signaled() || end.aborted() ? Session.FAILED : Session.UNDETERMINED;
    }
}
