package org.vmpilot.tests.slurm;

import java.util.Map;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Leases;
import org.vmpilot.tests.lab.Patience;

/** A coordinator on the lab's master: its leases, and what Slurm and the nodes say of them. */
final class Site extends Leases implements AutoCloseable {
    final Lab lab;

    Site() {
        this(Lab.site("slurm", Map.of(), TIMES));
    }

    private Site(Lab lab) {
        super(lab);
        this.lab = lab;
    }

    /** Ends what a test may have left open; then no node has anything of ours, and no job lives. */
    void nothingIsLeft() {
        lab.run("exec", "master", "scancel", "--user=vmjob", "--partition=urgent,batch");
        endAll();
        everythingIsGivenBack();
        noJobIsLeft();
    }

    void noJobIsLeft() {
        Patience.await("no job is left in Slurm")
                .until(() -> lab.run("exec", "master", "squeue", "--noheader").isBlank());
    }

    @Override
    public void close() {
        lab.close();
    }
}
