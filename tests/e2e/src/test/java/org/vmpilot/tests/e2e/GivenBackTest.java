package org.vmpilot.tests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmpilot.protocol.view.LeaseView;

/** A site of one node, which others want back: a job with a higher priority, or an admin after something went wrong on it. */
@Tag("e2e")
class GivenBackTest {
    private static final String NODE = "node01";

    private Site site;
    private LrmSocket lrm;

    @BeforeEach
    void bringUp() throws IOException {
        site = Site.up(1);
        lrm = new LrmSocket(site.folder.resolve("lrm/socket"));
    }

    @AfterEach
    void takeDown() throws IOException {
        lrm.close();
        site.close();
    }

    @Test
    void aPreemptedPilotGivesItsNodeHomeBeforeTheOtherJobRunsAndTheLeaseSaysWhy() throws Exception {
        String lease = site.create(LeaseText.of("low", 600, 2, 2)).id();
        site.awaitUp(lease);

        String urgent = lrm.urgent("sleep 3");

        Patience.await("the urgent job runs").until(() -> lrm.job(urgent).startsWith("RUNNING"));
        assertThat(site.judge().guestsOn(NODE)).isEmpty();
        LeaseView ended = site.awaitEnded(lease);
        assertThat(ended.verdict()).isEqualTo("CLEAN");
        assertThat(ended.slots())
                .singleElement()
                .satisfies(slot -> assertThat(slot.notice()).isEqualTo("TERMINATED"));
        // The certificate may end the lease before the LRM has been asked again: its words come after.
        Patience.await("the lease says why")
                .until(() -> site.client().get(lease).slots().get(0).reason().contains("the LRM: preempted"));
        Patience.await("the urgent job is over").until(() -> lrm.job(urgent).equals("ENDED exit 0"));
        site.judge().everyNodeIsClean();
    }

    @Test
    void aNodeThatCouldNotBeLookedAtIsDrainedAndComesBackAfterACleanLookAndAnAdminsWord() throws Exception {
        String lease = site.create(LeaseText.of("hangs", 600, 1, 1)).id();
        site.awaitUp(lease);
        site.exec(NODE, "simulated-xl", "fault", "add", "hang", "command=list");

        site.client().end(lease);

        assertThat(site.awaitEnded(lease).verdict()).isEqualTo("UNKNOWN");
        Patience.await("the node is drained")
                .until(() -> lrm.drain(NODE).startsWith("vmpilot: slot " + lease + "a1.1: UNKNOWN"));
        Tool.Ended nodes = site.vmpilot("nodes");
        assertThat(nodes.output()).contains("barred", "drained", "UNKNOWN");
        Tool.Ended refused = site.vmpilot("nodes", "--resume", NODE);
        assertThat(refused.exit()).isEqualTo(3);
        assertThat(refused.output()).contains("vmpilot-node again " + lease + "a1.1 admin");

        site.exec(NODE, "simulated-xl", "fault", "clear");
        Patience.await("a clean look")
                .until(() -> site.vmpilot("nodes").output().contains("clean now"));
        assertThat(lrm.drain(NODE)).isNotEmpty();
        assertThat(site.vmpilot("nodes", "--resume", NODE).exit()).isZero();
        assertThat(lrm.drain(NODE)).isEmpty();
        site.judge().everyNodeIsClean();
        String next = site.create(LeaseText.of("next", 2, 1, 1)).id();
        assertThat(site.awaitEnded(next).verdict()).isEqualTo("CLEAN");
    }

    @Test
    void theDoctorSaysWhatTheSiteGrantsAndProvesThatItMayDrain() throws Exception {
        Tool.Ended doctor =
                site.vmpilot("doctor", site.folder.resolve("vmpilot.toml").toString(), "--prove-drain", NODE);
        assertThat(doctor.output())
                .contains("ok      queue batch: the LRM leaves 30 s between its signal and its KILL")
                .contains("warning queue batch: there is no epilog: when vmpilot-node and the guard")
                .contains("ok      nodes " + NODE + ": known to the LRM, up")
                .contains("ok      drain: the coordinator may drain: tried on " + NODE)
                .contains("ok      API: somebody listens");
        assertThat(doctor.exit()).as(doctor.output()).isZero();
        assertThat(lrm.drain(NODE)).isEmpty();
    }
}
