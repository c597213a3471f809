package org.vmpilot.tests.xen;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests on the one lab: the nodes that a test had leases on are clean again after it. */
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
        leases.nodes().forEach(leases::isClean);
    }

    /** On each node that this test had. */
    final void ordinaryJobsRun() {
        leases.nodes().forEach(leases::anOrdinaryJobRunsOn);
    }
}
