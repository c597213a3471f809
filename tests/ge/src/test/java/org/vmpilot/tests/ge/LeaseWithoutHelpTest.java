package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.vmpilot.host.Pause;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Patience;

/** What a lease lives through when Grid Engine, its worker, or the coordinator is not there for it. */
@Tag("ge")
@ExtendWith(OnASite.class)
@ResourceLock("the site")
class LeaseWithoutHelpTest {
    private final Site site;
    private final Qmaster qmaster;

    LeaseWithoutHelpTest(Site site) {
        this.site = site;
        this.qmaster = new Qmaster(site.lab);
    }

    @AfterEach
    void nothingIsLeft() {
        site.lab.run("admin", "qmod", "-e", "vmpilot.q");
        site.nothingIsLeft();
    }

    private static void endedClean(JsonNode lease) {
        assertThat(lease.path("verdict").asText()).as(lease.toString()).isEqualTo("CLEAN");
    }

    /** Grid Engine's own limit, which an administrator has made shorter than what the lease was given. */
    @Test
    void atHrtTheNodeComesBackAlthoughTheCoordinatorIsDead() {
        site.lab.run("admin", "qmod", "-d", "vmpilot.q");
        String lease = site.create("limit", 600, 1, "");
        String job = site.await(lease, "is queued", Site.slotIn("QUEUED"))
                .path("slots")
                .path(0)
                .path("lrm_job")
                .asText();
        site.lab.asAccount("qalter", "-l", "xen=true,exclusive=true,h_rt=12", job);
        site.lab.run("admin", "qmod", "-e", "vmpilot.q");
        site.awaitUp(lease);
        site.lab.run("kill", "coordinator");
        try {
            site.everythingIsGivenBack();
            Patience.await("Grid Engine has accounted for it")
                    .untilAsserted(() -> assertThat(wallclock(job)).isBetween(12.0, 72.0));
        } finally {
            site.lab.run("start", "coordinator");
        }
        endedClean(site.awaitEnded(lease));
        assertThat(site.creates(lease)).isEqualTo(1);
    }

    /** Seconds; 0: not accounted yet. */
    private double wallclock(String job) {
        return site.lab
                .attempt("as", "vmjob", "master", "qacct", "-j", job)
                .output()
                .lines()
                .filter(line -> line.startsWith("ru_wallclock"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9.]", "")))
                .findFirst()
                .orElse(0);
    }

    /** As one that a submit left whose answer was lost, and that nobody found. */
    @Test
    void aLateDuplicateLosesItsClaimAndLeavesWithoutATrace() {
        String lease = site.create("single", 600, 1, "");
        JsonNode slot = site.awaitUp(lease).path("slots").path(0);
        String other = Lab.NODES.stream()
                .filter(node -> !node.equals(slot.path("node").asText()))
                .findFirst()
                .orElseThrow();
        String key = slot.path("key").asText();
        long created = createsOn(other);
        String[] qsub = ("qsub -terse -b y -r n -notify -wd / -o /dev/null -j y -q vmpilot.q@" + other
                        + " -l h_rt=600,xen=true,exclusive=true -N " + key + " /opt/vmpilot/node/pilot-job " + key)
                .split(" ", -1);
        String duplicate = site.lab.asAccount(qsub).strip();
        Patience.await("the duplicate is over").until(() -> wallclockKnown(duplicate));

        JsonNode after = site.awaitUp(lease);
        assertThat(after.path("slots").path(0).path("lrm_job").asText())
                .isEqualTo(slot.path("lrm_job").asText());
        assertThat(createsOn(other)).as("guests begun by the duplicate").isEqualTo(created);
        assertThat(site.creates(lease)).isEqualTo(1);
        assertThat(after.path("slots").path(0).path("verdict").asText())
                .as("the duplicate's own certificate is not taken for the slot's")
                .isIn("", "null");
        assertThat(leftOn(other, key)).as("what it left on its node").isEmpty();
        site.end(lease);
        endedClean(site.awaitEnded(lease));
    }

    /** A record of the slot, a mark that it was open, a bar; its log and a certificate that says "clean" may stay, as of every run. */
    private String leftOn(String node, String key) {
        String places = "/run/vmpilot/slots/" + key + "* /var/lib/vmpilot/open/" + key + "* /var/lib/vmpilot/marks/*";
        return site.lab.run("exec", node, "sh", "-c", "ls -d " + places + " 2>/dev/null; true");
    }

    private boolean wallclockKnown(String job) {
        return site.lab.attempt("as", "vmjob", "master", "qacct", "-j", job).exitCode() == 0;
    }

    private long createsOn(String node) {
        return site.lab
                .run("exec", node, "simulated-xl", "calls", "--json")
                .lines()
                .filter(line -> line.contains("\"create\""))
                .count();
    }

    @Test
    void aLeaseWhoseSubmitLostItsWorkerComesUpOnce() throws Exception {
        site.awaitEnded(site.create("first", 1, 1, "")); // so that there is a worker
        String lease = qmaster.inTheMiddleOf(
                () -> site.create("lost", 3, 2, ""),
                () -> site.lab.run("exec", "master", "pkill", "-KILL", "-f", "worker.WorkerMain"));
        endedClean(site.awaitEnded(lease));
        assertThat(site.creates(lease)).isEqualTo(2);
    }

    @Test
    void aQmasterThatIsDownEndsNoLeaseLosesNoJobAndIsShownWithItsAge() throws Exception {
        qmasterIsDownFor(Duration.ofSeconds(15));
    }

    @Test
    @Tag("long")
    void aQmasterThatIsDownForTenMinutesLikewise() throws Exception {
        qmasterIsDownFor(Duration.ofMinutes(10));
    }

    private void qmasterIsDownFor(Duration time) throws InterruptedException {
        String live = site.create("patient", 3600, 1, "");
        site.awaitUp(live);
        site.lab.run("admin", "qmod", "-d", "vmpilot.q");
        String queued = site.create("waiting", 3, 1, "");
        site.await(queued, "is queued", Site.slotIn("QUEUED"));
        Instant down = InstantSource.system().instant();
        qmaster.kill();
        try {
            Pause.system().of(time);
            isShownWithItsAge(down);
            assertThat(Site.isUp(site.show(live))).isTrue();
        } finally {
            qmaster.start();
        }
        Patience.await("it answers").until(() -> status().path("lrm_answers").asBoolean());
        site.lab.run("admin", "qmod", "-e", "vmpilot.q");
        endedClean(site.awaitEnded(queued));
        assertThat(Site.isUp(site.show(live))).isTrue();
        assertThat(site.creates(live)).isEqualTo(1);
        assertThat(site.creates(queued)).isEqualTo(1);
    }

    private void isShownWithItsAge(Instant down) {
        Patience.await("the coordinator has noticed")
                .until(() -> !status().path("lrm_answers").asBoolean());
        Instant asked = Instant.parse(status().path("lrm_asked_at").asText());
        assertThat(asked).as("the last answer's time").isBefore(down.plusSeconds(2));
        String shown = site.lab.run("vmpilot", "status");
        assertThat(shown).containsPattern("grid-engine: DOES NOT ANSWER, asked \\d+[sm]");
    }

    private JsonNode status() {
        return Site.json(site.lab.run("vmpilot", "status", "--json"));
    }
}
