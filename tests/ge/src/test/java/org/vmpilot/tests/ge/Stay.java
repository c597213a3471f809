package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.vmpilot.tests.lab.Patience;

/** A lease of one guest that lives on a node, and an ordinary user's job that waits for that node. */
record Stay(Site site, String lease, String node, String job, OrdinaryJob next) {

    static Stay begins(Site site, String name) {
        return begun(site, site.create(name, 600, 1, ""));
    }

    /**
     * One whose pilot job an administrator has given other limits before it could start.
     *
     * @param resources what {@code qalter -l} says beside xen; without {@code exclusive} the node is shared
     * @param queue where it may run, as {@code qmod} takes it
     */
    static Stay beginsAltered(Site site, String name, String resources, String queue) {
        site.lab.run("admin", "qmod", "-d", "vmpilot.q");
        try {
            String lease = site.create(name, 600, 1, "");
            Patience.await("it is queued").until(() -> !jobOf(site, lease).isEmpty());
            site.lab.run("as", "vmjob", "master", "qalter", "-l", "xen=true," + resources, jobOf(site, lease));
            site.lab.run("admin", "qmod", "-e", queue);
            return begun(site, lease);
        } finally {
            site.lab.run("admin", "qmod", "-e", "vmpilot.q");
        }
    }

    static Stay begun(Site site, String lease) {
        JsonNode slot = site.awaitUp(lease).path("slots").path(0);
        String node = slot.path("node").asText();
        return new Stay(
                site, lease, node, slot.path("lrm_job").asText(), OrdinaryJob.submit(site.lab, "batch.q@" + node));
    }

    private static String jobOf(Site site, String lease) {
        return site.lab
                .asAccount("qstat", "-u", "vmjob")
                .lines()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(words -> words.length > 2 && words[2].startsWith(lease))
                .map(words -> words[0])
                .findFirst()
                .orElse("");
    }

    /** Kills, at once and without a word, everything that runs for the slot: launcher, sudo, vmpilot-node, agent and guard. Stopped first: none sees another die. */
    void killEverything() {
        for (String signal : List.of("-STOP", "-KILL")) {
            site.lab.run("exec", node, "pkill", signal, "-f", "pilot-job|vmpilot-node|vmpilot-guard|agent.Agent");
        }
    }

    /** The coordinator's last word on the lease. */
    JsonNode ended(String notice, String verdict, String howTheGuestEnded) {
        JsonNode ended = site.awaitEnded(lease);
        JsonNode slot = ended.path("slots").path(0);
        assertThat(slot.path("notice").asText()).as(ended.toString()).isEqualTo(notice);
        assertThat(slot.path("verdict").asText()).as(ended.toString()).isEqualTo(verdict);
        assertThat(slot.path("guests").path(0).path("ended").asText())
                .as(ended.toString())
                .isEqualTo(howTheGuestEnded);
        return ended;
    }

    /**
     * The verdict that was to come, no guest and all memory (judged from the simulated xl and /proc), and the job that waited has run there: when it
     * began nothing of ours was left to be done.
     */
    void comesBack(String notice, String howTheGuestEnded) {
        ended(notice, "CLEAN", howTheGuestEnded);
        nextRunsOnACleanNode();
    }

    void nextRunsOnACleanNode() {
        double began = next.awaitEndedUndisturbedOn(node);
        site.everythingIsGivenBack();
        assertThat(site.endingCallsAfter(node, began))
                .as("calls after an ordinary job began at " + began)
                .isEmpty();
        assertThat(site.creates(lease)).as("no guest was started twice").isEqualTo(1);
    }

    /** Who brought the node home, as its certificate says. */
    String by() {
        return certificate().path("by").asText();
    }

    JsonNode certificate() {
        return Site.json(site.lab.run("exec", node, "cat", "/var/lib/vmpilot/certificates/" + lease + "a1.1.json"));
    }
}
