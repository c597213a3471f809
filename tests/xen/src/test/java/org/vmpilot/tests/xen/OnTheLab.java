package org.vmpilot.tests.xen;

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
        leases.everyNodeIsClean();
    }

    final void ordinaryJobsRun() {
        for (String node : Lab.NODES) {
            leases.anOrdinaryJobRunsOn(node);
        }
    }
}
