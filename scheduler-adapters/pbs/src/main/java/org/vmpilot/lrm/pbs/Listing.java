package org.vmpilot.lrm.pbs;

import java.util.List;

/**
 * What a qstat shows.
 *
 * @param complete false: there is a record whose id cannot be read, which may be any job's
 */
record Listing(List<PbsJob> jobs, boolean complete) {
    Listing {
        jobs = List.copyOf(jobs);
    }
}
