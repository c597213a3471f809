package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.vmpilot.host.CommandResult;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Patience;

/** {@code vmpilot kill-all} from the master, as docs/kill-all.md sets it up: an account, a forced command, sudo; and Grid Engine asked directly. */
@Tag("ge")
@ExtendWith(OnASite.class)
@ResourceLock("the site")
class KillAllOnGridEngineTest {
    private static final int UNREACHABLE = 4;
    private static final int USAGE = 64;

    private record Answer(int exit, String said) {}

    private final Site site;
    private final Lab lab;

    KillAllOnGridEngineTest(Site site) {
        this.site = site;
        lab = site.lab;
    }

    @BeforeAll
    static void serve(Site site) {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/sshd")), "openssh-server is not installed");
        site.lab.run("sshd");
    }

    @AfterEach
    void nothingIsLeft() {
        if (lab.attempt("look").output().contains("off")) {
            lab.run("boot", "node03");
        }
        lab.run("start", "coordinator");
        ask("thaw");
        site.endAll();
        site.everythingIsGivenBack();
    }

    private Answer ask(String... words) {
        List<String> command = new ArrayList<>(List.of("exec", "master", "/opt/vmpilot/bin/vmpilot"));
        command.addAll(List.of(words));
        CommandResult.Exited exited = lab.attempt(command.toArray(String[]::new));
        return new Answer(exited.exitCode(), exited.output() + exited.errors());
    }

    /** Our jobs that Grid Engine still has, but for those on a node that is off: it cannot end them before the node is back. */
    private List<String> jobsExceptOn(String node) {
        return lab.asAccount("qstat", "-u", "vmjob")
                .lines()
                .skip(2)
                .filter(line -> !line.contains("@" + node))
                .toList();
    }

    private void aLeaseRunsOnAllNodes() {
        String lease = site.create("after", 2, 3, "");
        JsonNode ended = site.awaitEnded(lease);
        assertThat(ended.path("notice").asText()).as(ended.toString()).isEqualTo("LEASE_ENDED");
        assertThat(site.creates(lease)).isEqualTo(3);
    }

    @Test
    void withoutACoordinatorTwoNodesAreClearedOneIsUnreachableAndGridEngineHasNoPilotsLeft() {
        String live = site.create("live", 600, 3, "");
        site.awaitUp(live);
        String queued = site.create("queued", 600, 1, "");
        site.await(queued, "is queued", Site.slotIn("QUEUED"));
        lab.run("power-off", "node03");
        lab.run("kill", "coordinator");

        Answer killed = ask("kill-all", "--yes");

        assertThat(lab.attempt("look").output())
                .contains("node01     clean", "node02     clean")
                .doesNotContain("guest v");
        assertThat(killed.exit()).as(killed.said()).isEqualTo(UNREACHABLE);
        assertThat(killed.said())
                .contains("clean             2  node[01-02]", "unreachable       1  node03", "coordinator http")
                .containsPattern("grid-engine: [1-9] pilot jobs cancelled");
        Patience.await("no pilot job waits or runs on a node that is up")
                .untilAsserted(() -> assertThat(jobsExceptOn("node03")).isEmpty());
        lab.run("start", "coordinator");
        // The coordinator heard of nothing: it goes on trying, and no node takes it. Whether its attempts run out, or
        // one waits for the node that is off, is chance.
        site.end(queued);
        assertThat(site.awaitEnded(queued).path("go_at").isNull()).isTrue();
        assertThat(ask("thaw").exit()).isEqualTo(UNREACHABLE);
        lab.run("boot", "node03");
        assertThat(ask("thaw").exit()).isZero();
        site.awaitEnded(live);
        assertThat(site.creates(queued)).isZero();
        aLeaseRunsOnAllNodes();
    }

    @Test
    @Tag("long")
    void withACoordinatorLeasesEndWhateverTheyAreAtAndNothingStartsUntilThaw() throws IOException {
        String live = site.create("live", 600, 2, "");
        site.awaitUp(live);
        for (String node : Lab.NODES) {
            lab.run("exec", node, "simulated-xl", "set", "latency.create=2");
        }
        String starting = site.create("starting", 600, 1, "");
        String queued = site.create("queued", 600, 2, "");
        site.await(starting, "starts", lease -> lease.path("state").asText().equals("ACTIVE"));

        Answer killed = ask("kill-all", "--yes");

        assertThat(lab.attempt("look").exitCode())
                .as("no guest the moment it returns")
                .isZero();
        assertThat(killed.exit()).as(killed.said()).isZero();
        assertThat(killed.said()).contains("coordinator: frozen, its leases end");
        long creates = site.creates(live) + site.creates(starting) + site.creates(queued);
        for (String lease : List.of(live, starting, queued)) {
            assertThat(site.awaitEnded(lease).path("notice").asText()).isEqualTo("KILL_ALL");
        }
        Patience.await("no pilot job is left")
                .untilAsserted(() -> assertThat(jobsExceptOn("none")).isEmpty());
        site.everythingIsGivenBack();
        assertThat(site.creates(live) + site.creates(starting) + site.creates(queued))
                .isEqualTo(creates);
        assertThat(ask("thaw").exit()).isZero();
        for (String node : Lab.NODES) {
            lab.run("exec", node, "simulated-xl", "set", "latency.create=");
        }
        aLeaseRunsOnAllNodes();
    }

    @Test
    @Tag("long")
    void heldNodesAreThoseThatCoordinatorOrGridEngineSay() {
        assertThat(ask("kill-all", "--held", "--dry-run").exit()).isEqualTo(USAGE);
        String lease = site.create("held", 600, 1, "");
        String node = site.awaitUp(lease).path("slots").path(0).path("node").asText();
        assertThat(ask("kill-all", "--held", "--dry-run").said()).contains("nodes      1: " + node);
        lab.run("kill", "coordinator");
        try {
            assertThat(ask("kill-all", "--held", "--dry-run").said())
                    .contains("--held: coordinator http", "nodes      1: " + node);
            Answer killed = ask("kill-all", "--held", "--yes");
            assertThat(killed.exit()).as(killed.said()).isZero();
            assertThat(killed.said()).contains("clean             1  " + node);
        } finally {
            lab.run("start", "coordinator");
        }
        assertThat(site.awaitEnded(lease).path("verdict").asText()).isEqualTo("CLEAN");
    }
}
