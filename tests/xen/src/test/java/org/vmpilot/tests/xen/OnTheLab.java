package org.vmpilot.tests.xen;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests on the one lab, whose nodes are clean again after each of them. */
@Tag("xen")
@ExtendWith(OnXen.class)
abstract class OnTheLab {
    final Lab lab;
    final Leases leases;

    OnTheLab(Lab lab) {
        this.lab = lab;
        leases = new Leases(lab);
    }

    @AfterEach
    void nothingIsLeft() {
        leases.endAll();
        nodes().forEach(leases::isClean);
    }

    /** What must be clean: all, but for tests that go on side by side, each with the nodes of its own leases. */
    List<String> nodes() {
        return Lab.NODES;
    }

    final void ordinaryJobsRun() {
        nodes().forEach(leases::anOrdinaryJobRunsOn);
    }
}
