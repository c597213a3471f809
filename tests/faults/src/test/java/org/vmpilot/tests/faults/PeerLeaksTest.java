package org.vmpilot.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What was reported against others of this field, on the node's side; each test names the project and the report. */
class PeerLeaksTest extends Scene {
    /** Xenon 668, batchspawner 171 and 315, PSI/J: what could not be asked was taken for gone. */
    @Test
    void whatXlDoesNotSayIsNotTakenForAnEndOfGuests() throws Exception {
        play(new Plan(Kind.XL_FAILS, "list fails three times while guests live", UP)
                .ending(Plan.Ending.LEASE)
                .blow(stage -> stage.fault("fail", "command=list", "count=2"))
                .check(stage -> assertThat(stage.notice()).isEqualTo("LEASE_ENDED")));
    }

    /** DIRAC 5849, submitit 1660: a late kill hit the successor. */
    @Test
    void aLateReaperOfTheSlotBeforeLeavesTheNextOneAlone() throws Exception {
        play(new Plan(Kind.OLD_REAPER, "a reaper of the slot before was stopped, and goes on", UP)
                .before(OldSlot::leaveItsReaperStopped)
                .blow(OldSlot::letItsReaperGoOn)
                .ending(Plan.Ending.WORD));
    }

    /** OpenNebula 7975: a probe raced a deploy, and the guest was left as a zombie with its address. */
    @Test
    void aLookAtWhatIsOverBesideACreateEndsAndForgetsNothingThatLives() throws Exception {
        play(new Plan(Kind.REAPERS, "a reap of all that is over beside the create", new Moment.Called("create", 1))
                .ending(Plan.Ending.LEASE)
                .blow(stage -> {
                    stage.sh("/opt/vmpilot/node/vmpilot-reap --over");
                    assertThat(stage.ground.exists("/run/vmpilot/slots/" + stage.slot() + "/closing"))
                            .isFalse();
                })
                .check(stage -> assertThat(stage.notice()).isEqualTo("LEASE_ENDED")));
    }

    /** OpenNebula 1702: one host that hung blocked all others; here one guest's end. */
    @Test
    void aDestroyThatHangsHoldsUpNoOtherGuest() throws Exception {
        play(new Plan(Kind.CANNOT_END, "the destroy of guest 0 hangs", UP)
                .with(STUBBORN)
                .configured("end-timeout = 3")
                .guests(3)
                .blow(stage -> stage.fault("hang", "command=destroy", "index=0"))
                .heal(stage -> {
                    assertThat(stage.guestsThere()).hasSize(1);
                    stage.clearFaults();
                }));
    }

    /** Nomad 5593: the supervisor of a guest leaked when the agent was started again. */
    @Test
    void noDaemonOfAGuestOutlivesItsAgent() throws Exception {
        play(new Plan(Kind.KILL_ONE, "the agent is killed with its guests up", UP)
                .blow(stage -> stage.kill(Role.AGENT))
                .check(stage -> assertThat(stage.ground.processes().stream().filter(Role.DAEMON::is))
                        .hasSize(2)));
    }

    /** Nomad 23969: a process was killed that was not its own. */
    @Test
    void aProcessOfAnAccountThatBearsTheMarkIsNotEnded() throws Exception {
        play(new Plan(Kind.KILL_ONE, "somebody's process bears our mark", UP)
                .blow(stage -> {
                    stage.startAsJob("env", "VMPILOT_SLOT=" + stage.slot(), "sleep", "99999");
                    stage.kill(Role.AGENT);
                })
                .after(stage -> {
                    List<NodeProcesses.Entry> his = stage.ground.processes().stream()
                            .filter(process -> process.commandLine().equals("sleep 99999"))
                            .toList();
                    assertThat(his).hasSize(1);
                    NodeProcesses.kill(his);
                }));
    }

    /** KubeVirt 6685 and 10407: shown as running while it was gone. */
    @Test
    void aSlotWhoseGuestsEndedByThemselvesIsOverAndSaysSo() throws Exception {
        play(new Plan(Kind.GUEST_REBOOTS, "the guests end by themselves", new Moment.Noted("UP"))
                .with("guest.behaviour=ends:0.5")
                .ending(Plan.Ending.WALLTIME)
                .check(stage -> {
                    assertThat(stage.notice()).isEqualTo("GUESTS_ENDED");
                    assertThat(stage.ends()).containsOnly("by_itself");
                }));
    }

    /** vTorque's epilogue: the record was missing, so it skipped the clean-up and said success. */
    @Test
    void anEpilogWithoutARecordStillEndsTheGuests() throws Exception {
        play(new Plan(Kind.TORN, "all of the job and its records are gone", UP)
                .in(Lrm.BARRIER)
                .blow(stage -> {
                    stage.sh("rm -rf /run/vmpilot/slots/" + stage.slot() + "/slot /var/lib/vmpilot/open/"
                            + stage.slot());
                    stage.kill(Role.LAUNCHER, Role.SUDO, Role.NODE, Role.AGENT, Role.GUARD);
                }));
    }

    /** libxl: a destroy leaves a nameless dying domain with its memory. */
    @Test
    void aDyingDomainIsWaitedForBeforeTheNodeIsClean() throws Exception {
        play(new Plan(Kind.DYING, "a destroyed domain stays for two seconds", UP)
                .with(STUBBORN, "dying.seconds=2")
                .ending(Plan.Ending.CANCELLED)
                .check(stage -> assertThat(stage.ends()).containsOnly("forced")));
    }

    /** libxl: a destroy that raced a create left the device model. */
    @Test
    void aCreateThatIsUnderWayIsEndedBeforeItsDomain() throws Exception {
        play(new Plan(Kind.KILL_ONE, "the agent is killed while a create is half done", new Moment.Called("create", 1))
                .with("latency.create=2")
                .blow(stage -> stage.kill(Role.AGENT)));
    }

    /** Nomad's driver for guests 66 and 104: a guest that was half made stayed for ever. */
    @Test
    void aHalfMadeDomainWithoutANameIsOursByItsUuid() throws Exception {
        play(new Plan(Kind.HALF_MADE, "a create dies before the domain has a name", new Moment.Begun())
                .blow(stage -> stage.fault("create-dies", "stage=nameless", "count=1"))
                .check(stage -> assertThat(stage.ends()).contains("forced")));
    }
}
