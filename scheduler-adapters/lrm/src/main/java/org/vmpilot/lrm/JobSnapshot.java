package org.vmpilot.lrm;

import java.time.Instant;
import java.util.List;

/**
 * All jobs of ours at one moment, from one query.
 *
 * @param askedAt when the query began: what changed later is not in it
 * @param complete whether a job that was asked for ({@link Lrm#snapshot}) and is missing here is one that the LRM does not have (running, pending or
 *     remembered); false also when a record had no id that could be read: it may be any job's
 */
public record JobSnapshot(Instant askedAt, List<Job> jobs, boolean complete) {
    public JobSnapshot {
        jobs = List.copyOf(jobs);
    }
}
