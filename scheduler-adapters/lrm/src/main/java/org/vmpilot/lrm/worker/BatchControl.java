package org.vmpilot.lrm.worker;

import java.util.Collection;
import java.util.Map;
import org.ggf.drmaa.DrmaaException;

/** What a session can do beyond DRMAA, which knows one job or all: end several in one call of the LRM. */
public interface BatchControl {
    /**
     * Asks the LRM to end these jobs.
     *
     * @return job → why not, of those that it was not asked for, or of which that is not known; of all others it was
     */
    Map<String, DrmaaException> terminate(Collection<String> jobs);
}
