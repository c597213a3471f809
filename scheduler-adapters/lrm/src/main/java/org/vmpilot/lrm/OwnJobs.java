package org.vmpilot.lrm;

import java.time.Instant;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** What our ids are the ids of: for a session that ends whatever bears an id now. */
final class OwnJobs {
    private static final Logger LOG = LogManager.getLogger(OwnJobs.class);

    private final Dialect dialect;
    private final Identities identities = new Identities();
    private volatile JobSnapshot last = new JobSnapshot(Instant.EPOCH, List.of(), false);

    OwnJobs(Dialect dialect) {
        this.dialect = dialect;
    }

    void submitted(List<JobId> ids, String name) {
        ids.forEach(id -> identities.submitted(id.text(), name));
    }

    JobSnapshot seen(JobSnapshot snapshot) {
        snapshot.jobs().forEach(job -> identities.seen(job.id().text(), job.name()));
        last = snapshot;
        return snapshot;
    }

    /**
     * Whether the id is another job's now. A job that lived at the last look is the one that it was: ids are given again only when they are free. Else the LRM is
     * asked; where it does not tell, the id is ours.
     */
    boolean isAnothers(JobId id) {
        if (isShown(id, last, true)) {
            return false;
        }
        try {
            return isShown(id, seen(dialect.snapshot()), false);
        } catch (LrmException e) {
            LOG.debug("whose {} is: {}", id, e.getMessage());
            return false;
        }
    }

    /** Whether a job with that id lives in the snapshot: the one that we knew, or another one. */
    private boolean isShown(JobId id, JobSnapshot snapshot, boolean known) {
        return snapshot.jobs().stream()
                .filter(job -> job.id().equals(id) && job.state() != Job.State.ENDED)
                .anyMatch(job -> identities.isAnother(id.text(), job.name()) != known);
    }
}
