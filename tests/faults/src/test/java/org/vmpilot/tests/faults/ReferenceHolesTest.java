package org.vmpilot.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vmpilot.tests.node.Patience;

/**
 * The holes of the workspace pilot that this product follows, each closed: the node is judged by the simulated xl and /proc. Holes 12
 * and 14 are the submitter's: SubmitterHolesTest in tests/e2e.
 */
class ReferenceHolesTest extends Scene {
    /** A guest survived the walltime when the hypervisor happened to have free memory. */
    @Test
    void hole01NoGuestOutlivesTheWalltimeThoughMemoryIsFree() throws Exception {
        play(new Plan(Kind.NOTHING, "the walltime comes", UP)
                .walltime(8)
                .blow(stage -> assertThat(stage.ground.truth().get("free_kib").asLong())
                        .isGreaterThan(1024 * 1024))
                .check(stage -> assertThat(stage.notice()).isEqualTo("WALLTIME")));
    }

    /** With its memory switch off no guest was ever destroyed. */
    @Test
    void hole02GuestsAreEndedWhereDom0IsNeverResized() throws Exception {
        play(new Plan(Kind.NOTHING, "dom0 is never resized", UP)
                .configured("dom0-memory = fixed")
                .with(STUBBORN)
                .ending(Plan.Ending.CANCELLED)
                .check(stage -> assertThat(stage.ends()).containsOnly("forced")));
    }

    /** The service refused "reserved": the pilot left, and dom0's memory stayed low. */
    @Test
    void hole03MemoryComesBackWhenTheCoordinatorDoesNotTakeReady() throws Exception {
        play(new Plan(Kind.CUT_OFF, "the coordinator is away when the slot is ready", new Moment.Noted("READY"))
                .assembly(2)
                .ending(Plan.Ending.LEASE)
                .blow(stage -> stage.desk.behave(Desk.Manner.AWAY))
                .after(stage -> stage.desk.behave(Desk.Manner.KIND))
                .check(stage -> {
                    assertThat(stage.certificate().path("detail").asText()).contains("no GO");
                    assertThat(stage.ends()).containsOnly("never_started");
                }));
    }

    /** TERM while dom0's memory was being set: it stayed low. */
    @Test
    void hole04ATermWhileDom0ShrinksGivesTheMemoryBack() throws Exception {
        play(new Plan(Kind.TERMS, "TERM while dom0 shrinks", new Moment.Called("mem-set", 1))
                .with("memory.rate=60")
                .blow(Stage::cancel)
                .after(stage -> stage.ground.simulated("set", "memory.rate="))
                .check(stage -> assertThat(stage.ends()).containsOnly("never_started")));
    }

    /** A hanging list: teardown took 10 s and the guest lived. */
    @Test
    void hole05aAListThatHangsIsBarredWithinTheBoundAndTheNodeIsCleanSoonAfterXlAnswers() throws Exception {
        play(new Plan(Kind.XL_SILENT, "xl list hangs", UP)
                .configured("xl-timeout = 2")
                .blow(stage -> stage.fault("hang", "command=list"))
                .heal(Stage::clearFaults)
                .check(stage -> assertThat(stage.certificate()
                                .path("looks")
                                .path(0)
                                .path("verdict")
                                .asText())
                        .isEqualTo("unknown")));
    }

    /** A hanging HTTP service: the pilot was blocked past the grace. */
    @Test
    void hole05bACoordinatorThatHangsHoldsNothingUp() throws Exception {
        play(new Plan(Kind.CUT_OFF, "the coordinator takes calls and never answers", UP)
                .ending(Plan.Ending.CANCELLED)
                .blow(stage -> stage.desk.behave(Desk.Manner.SILENT))
                .heal(stage -> assertThat(stage.ground.exists("/run/vmpilot/slots/" + stage.slot()))
                        .as("it is not home yet: the blow fell on a living slot")
                        .isTrue())
                .after(stage -> stage.desk.behave(Desk.Manner.KIND)));
    }

    /** A lock file that somebody held: teardown waited past the grace. */
    @Test
    void hole06AHeldLockDoesNotKeepAGuestAlive() throws Exception {
        play(new Plan(Kind.LOCK_HELD, "somebody holds the slot's lock", UP)
                .configured("lock-wait = 2")
                .blow(Locks::hold)
                .heal(stage -> {
                    assertThat(stage.guestsThere())
                            .as("its guests are gone though the lock is held")
                            .isEmpty();
                    Locks.letGo(stage);
                }));
    }

    /** kill-all: one destroy that failed ended it; other guests lived on, memory was not given back. */
    @Test
    void hole07OneDestroyThatFailsDoesNotEndAKillAll() throws Exception {
        play(new Plan(Kind.XL_FAILS, "kill-all, and the first destroy fails", UP)
                .with(STUBBORN)
                .guests(3)
                .blow(stage -> {
                    stage.fault("fail", "command=destroy", "index=0", "count=1");
                    stage.endAllSlots();
                })
                .check(stage -> assertThat(stage.ends()).containsOnly("forced")));
    }

    /** Two slots on one node: the first teardown killed the other's guests. */
    @Test
    void hole08AnotherSlotsGuestsLiveOn() throws Exception {
        play(new Plan(Kind.NOTHING, "a neighbour lives on", UP)
                .ending(Plan.Ending.CANCELLED)
                .check(stage -> {
                    assertThat(stage.guestsThere()).isEmpty();
                    assertThat(stage.ground.truth().get("domains")).hasSize(2);
                }));
    }

    /** A second TERM during teardown: guests were left. */
    @Test
    void hole09ASecondTermDuringTeardownLeavesNoGuest() throws Exception {
        play(new Plan(Kind.TERMS, "TERM again and again while guests are destroyed", new Moment.Called("destroy", 1))
                .with(STUBBORN)
                .ending(Plan.Ending.CANCELLED)
                .blow(stage -> {
                    for (int times = 0; times < 3; times++) {
                        stage.signal("TERM", Role.NODE);
                        stage.signal("TERM", Role.REAPER);
                    }
                }));
    }

    /** SIGKILL: nothing ran at all. */
    @Test
    void hole10AKillOfTheWholeJobStillBringsTheNodeHome() throws Exception {
        play(new Plan(Kind.KILL_TWO, "kill -9 of the job: launcher, sudo, vmpilot-node, agent", UP)
                .blow(stage -> stage.kill(Role.LAUNCHER, Role.SUDO, Role.NODE, Role.AGENT))
                .check(stage ->
                        assertThat(stage.certificate().path("by").asText()).isEqualTo("vmpilot-guard")));
    }

    /** The walltime asked was the duration: no time was left before the LRM killed. */
    @Test
    void hole11TheSlotEndsBeforeTheLrmHasToKill() throws Exception {
        play(new Plan(Kind.NOTHING, "the lease is longer than the walltime", UP)
                .walltime(8)
                .check(stage -> assertThat(stage.lrm.reason(stage.slot())).isEqualTo("exit 0")));
    }

    /** Destroy said success and had failed: the address was given to another guest. */
    @Test
    void hole13ADestroyThatOnlySaysSuccessIsNotBelieved() throws Exception {
        play(new Plan(Kind.CANNOT_END, "destroy only says success", UP)
                .with(STUBBORN)
                .configured("end-timeout = 3")
                .blow(stage -> stage.fault("pretend", "command=destroy"))
                .heal(stage -> {
                    assertThat(stage.guestsThere()).isNotEmpty();
                    // The node is barred before its certificate is kept.
                    Patience.await("the certificate")
                            .untilAsserted(() -> assertThat(
                                            stage.certificate().path("residues").findValuesAsText("kind"))
                                    .contains("domain"));
                    stage.clearFaults();
                }));
    }

    /** Messages that were sent while the service was down were lost. */
    @Test
    void hole15WhatWasToBeSaidWhileTheCoordinatorWasAwayIsSaidLater() throws Exception {
        play(new Plan(Kind.CUT_OFF, "the coordinator is away until after the end", UP)
                .ending(Plan.Ending.LEASE)
                .blow(stage -> stage.desk.behave(Desk.Manner.AWAY))
                .after(stage -> {
                    assertThat(stage.ground.list("/var/lib/vmpilot/outbox")).contains(stage.slot() + ".json");
                    assertThat(stage.desk.certificate(stage.slot())).isEmpty();
                    stage.desk.behave(Desk.Manner.KIND);
                    Patience.await("delivered")
                            .until(() -> stage.desk.certificate(stage.slot()).isPresent());
                }));
    }

    /** A kill was always reported as an error too; there was no message that a node is clean. */
    @Test
    void hole16ACancelIsNoFailureAndTheNodeIsSaidToBeClean() throws Exception {
        play(new Plan(Kind.NOTHING, "it is cancelled", UP)
                .ending(Plan.Ending.CANCELLED)
                .check(stage -> {
                    assertThat(stage.notice()).isEqualTo("TERMINATED");
                    assertThat(stage.desk.certificate(stage.slot()).orElseThrow())
                            .contains("\"verdict\": \"clean\"");
                    assertThat(stage.desk.reports()).doesNotContain("GUEST_FAILED");
                }));
    }
}
