package org.vmpilot.lrm.pbs;

import java.util.Collection;
import org.vmpilot.lrm.Identities;

/** Which job an id was when we saw it first: its name, and the time of its submit, which the query tells. */
final class KnownJobs {
    private final Identities names = new Identities();
    private final Identities submits = new Identities();

    /** We have submitted it just now; the time is the server's to say. */
    synchronized void submitted(String id, String name) {
        names.submitted(id, name);
        submits.forget(id);
    }

    synchronized void seen(Collection<PbsJob> jobs) {
        for (PbsJob job : jobs) {
            // A job that is another one by its name tells us nothing of the time of ours.
            if (job.state() != PbsJob.UNREADABLE && !names.isAnother(job.id(), job.name())) {
                names.seen(job.id(), job.name());
                submits.seen(job.id(), job.created());
            }
        }
    }

    /** Whether the job that bears this id now is surely another one than the one that we knew. */
    boolean isAnother(PbsJob job) {
        return job.state() != PbsJob.UNREADABLE
                && (names.isAnother(job.id(), job.name()) || submits.isAnother(job.id(), job.created()));
    }
}
