package org.vmpilot.lrm.pbs;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.vmpilot.lrm.Identities;

/** Which job an id was when we saw it first: its name, and the time of its submit, which the query tells. */
final class KnownJobs {
    private final Identities names = new Identities();
    private final Identities submits = new Identities();

    /** Ids of jobs that were not over when they were last seen, or were just submitted. */
    private final Set<String> living = new LinkedHashSet<>();

    /** We have submitted it just now; the time is the server's to say. */
    synchronized void submitted(String id, String name) {
        living.add(id);
        names.submitted(id, name);
        submits.forget(id);
    }

    /** Those that lived and are not among these. */
    synchronized List<String> missing(Collection<PbsJob> shown) {
        Set<String> missing = new LinkedHashSet<>(living);
        shown.forEach(job -> missing.remove(job.id()));
        return List.copyOf(missing);
    }

    /** @param jobs all that there are: one that is not among them is not looked for again */
    synchronized void seen(Collection<PbsJob> jobs) {
        living.clear();
        for (PbsJob job : jobs) {
            if (!job.over()) {
                living.add(job.id());
            }
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
