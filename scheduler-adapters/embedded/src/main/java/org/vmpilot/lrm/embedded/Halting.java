package org.vmpilot.lrm.embedded;

import org.ggf.drmaa.DeniedByDrmException;
import org.vmpilot.lrm.embedded.JobEntry.Phase;

/** Ways to halt a job and to let it go on; each is lawful in one phase only. */
enum Halting {
    HOLD(Phase.QUEUED, false, "held"),
    RELEASE(Phase.QUEUED, true, "released"),
    SUSPEND(Phase.PLACED, false, "suspended"),
    RESUME(Phase.PLACED, true, "resumed");

    private final Phase phase;
    private final boolean halted;
    private final String done;

    Halting(Phase phase, boolean halted, String done) {
        this.phase = phase;
        this.halted = halted;
        this.done = done;
    }

    /** What is to be recorded for that job. */
    LedgerEvent event(JobEntry entry) throws DeniedByDrmException {
        if (entry.phase() != phase || entry.halted() != halted || entry.kill().isPresent()) {
            throw new DeniedByDrmException("job " + entry.key() + " cannot be " + done + " now");
        }
        return halted ? new LedgerEvent.Continued(entry.key()) : new LedgerEvent.Halted(entry.key());
    }
}
