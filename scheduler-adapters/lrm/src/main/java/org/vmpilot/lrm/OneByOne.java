package org.vmpilot.lrm;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Cancels of an LRM that takes one job a call. When it cannot be reached the rest is not tried: each would wait for as long. */
final class OneByOne {
    interface Cancel {
        void of(JobId job) throws LrmException;
    }

    private OneByOne() {}

    /** @return job → why not, of those for which it failed */
    static Map<JobId, LrmException> cancel(Collection<JobId> jobs, Cancel cancel) {
        Map<JobId, LrmException> failed = new LinkedHashMap<>();
        LrmException down = null;
        for (JobId job : jobs) {
            if (down != null) {
                failed.put(job, new LrmException(LrmException.Kind.UNREACHABLE, down.getMessage(), down));
                continue;
            }
            try {
                cancel.of(job);
            } catch (LrmException e) {
                failed.put(job, e);
                boolean cut = e.kind() == LrmException.Kind.UNREACHABLE || e.kind() == LrmException.Kind.UNKNOWN;
                down = cut ? e : null;
            }
        }
        return failed;
    }
}
