package org.vmpilot.tests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmpilot.client.ClientException;
import org.vmpilot.protocol.view.LeaseView;

/** {@code vmpilot kill-all} and {@code thaw} on a whole site: OpenSSH on each node, leases live, starting and queued. */
@Tag("e2e")
class KillAllTest {
    private static final int UNREACHABLE = 4;

    private Site site;
    private Judge judge;

    @BeforeEach
    void bringUp() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/sshd")), "openssh-server is not installed");
        site = Site.up(3);
        judge = site.judge();
        site.lab("sshd");
    }

    @AfterEach
    void takeDown() {
        if (site != null) {
            site.close();
        }
    }

    private Tool.Ended ask(String... words) throws IOException {
        String[] command = Arrays.copyOf(words, words.length + 1);
        command[words.length] = "--config=" + site.folder.resolve("killall.conf");
        return site.vmpilot(command);
    }

    private String makeLease(String name, int guests) throws Exception {
        return site.create(LeaseText.of(name, 600, guests, 1)).id();
    }

    private void everyNodeIsFreeAndNothingHasStartedSince(Map<String, Integer> creates) {
        judge.everyNodeIsClean();
        judge.noJobIsLeft();
        assertThat(judge.creates()).isEqualTo(creates);
    }

    private void noLeaseIsMade() throws IOException {
        ClientException refused =
                catchThrowableOfType(ClientException.class, () -> site.create(LeaseText.of("refused", 60, 1, 1)));
        assertThat(refused.code()).isEqualTo("frozen");
        assertThat(site.vmpilot("status").output()).contains("FROZEN", "kill-all ");
    }

    private void aLeaseRunsOn(int nodes) throws Exception {
        String lease = site.create(LeaseText.of("after", 2, nodes, 1)).id();
        assertThat(site.awaitEnded(lease).notice()).isEqualTo("LEASE_ENDED");
        judge.everyNodeIsClean();
    }

    @Test
    void clearsTheSiteAndNothingComesUpBehindItUntilThaw() throws Exception {
        String live = makeLease("live", 2);
        site.awaitUp(live);
        for (String node : site.nodes()) {
            site.exec(node, "simulated-xl", "set", "latency.create=3");
        }
        String starting = site.create(LeaseText.of("starting", 600, 4, 4)).id();
        String queued = makeLease("queued", 1);
        site.await(
                starting,
                "starts its guests",
                lease -> lease.slots().get(0).guests().stream()
                        .anyMatch(guest -> guest.state().equals("STARTING")));

        Tool.Ended killed = ask("kill-all", "--yes");

        assertThat(killed.exit()).as(killed.output()).isZero();
        assertThat(killed.output()).contains("coordinator: frozen, its leases end");
        assertThat(site.tryLab("look").exit())
                .as("no guest the moment it returns")
                .isZero();
        Map<String, Integer> creates = judge.creates();
        for (String lease : List.of(live, starting, queued)) {
            assertThat(site.awaitEnded(lease))
                    .extracting(LeaseView::notice, LeaseView::verdict)
                    .containsExactly("KILL_ALL", "CLEAN");
        }
        noLeaseIsMade();
        site.killCoordinator();
        site.startCoordinator();
        noLeaseIsMade();
        everyNodeIsFreeAndNothingHasStartedSince(creates);

        Tool.Ended thawed = ask("thaw");
        assertThat(thawed.exit()).as(thawed.output()).isZero();
        assertThat(thawed.output()).contains("coordinator: thawed");
        aLeaseRunsOn(3);
    }

    @Test
    void needsNoCoordinatorAndOneThatComesBackStartsNothingOnFrozenNodes() throws Exception {
        String live = makeLease("live", 3);
        site.awaitUp(live);
        String queued = makeLease("queued", 1);
        site.await(
                queued,
                "waits in the LRM, for nothing is free",
                lease -> lease.slots().get(0).state().equals("QUEUED"));
        site.killCoordinator();
        // Else a node that is free may have taken the job, whose pilot starts nothing there, before the LRM is asked to
        // cancel it.
        for (String node : site.nodes()) {
            site.exec(node, "simulated-xl", "set", "latency.destroy=4");
        }
        assertThat(ask("kill-all", "--held", "--dry-run").output())
                .as("the LRM knows where pilots run")
                .containsPattern("nodes      [123]: node");

        Tool.Ended killed = ask("kill-all", "--yes");

        assertThat(killed.exit()).as(killed.output()).isZero();
        assertThat(killed.output()).containsPattern("embedded: [1-9] pilot jobs cancelled");
        assertThat(site.tryLab("look").exit())
                .as("no guest the moment it returns")
                .isZero();
        Map<String, Integer> creates = judge.creates();
        site.startCoordinator();
        assertThat(site.awaitEnded(live).verdict()).isEqualTo("CLEAN");
        // What the site's own switch declines costs a lease no attempt: it waits, and says for what.
        site.await(
                queued,
                "is declined again and again",
                lease -> lease.attempt() > 2 && lease.reason().contains("kill-all.frozen"));
        site.client().end(queued);
        LeaseView refused = site.awaitEnded(queued);
        assertThat(refused.goAt()).as(refused.reason()).isNull();
        assertThat(refused.result()).isEqualTo("CANCELLED");
        everyNodeIsFreeAndNothingHasStartedSince(creates);

        assertThat(ask("thaw").exit()).isZero();
        aLeaseRunsOn(3);
    }

    @Test
    void aNodeThatIsOffIsUnreachableAndTheOthersAreCleared() throws Exception {
        String live = makeLease("live", 3);
        site.awaitUp(live);
        site.lab("off", "node02");

        Tool.Ended killed = ask("kill-all", "--yes");

        assertThat(killed.exit()).as(killed.output()).isEqualTo(UNREACHABLE);
        // Which of the two others still held something depends on how fast the coordinator's END was.
        assertThat(killed.output()).containsPattern("unreachable +1  node02").doesNotContain("dirty", "unknown");
        assertThat(site.tryLab("look").output()).contains("node02     off").doesNotContain("guest ");
        assertThat(site.client().get(live).notice()).isEqualTo("KILL_ALL");
        noLeaseIsMade();

        Tool.Ended thawed = ask("thaw");
        assertThat(thawed.exit()).as(thawed.output()).isEqualTo(UNREACHABLE);
        assertThat(thawed.output()).contains("coordinator: thawed");
        site.lab("on", "node02");
        aLeaseRunsOn(3);
    }
}
