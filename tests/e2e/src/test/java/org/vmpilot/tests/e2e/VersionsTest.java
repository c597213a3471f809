package org.vmpilot.tests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.client.ClientException;
import org.vmpilot.protocol.view.LeaseView;

/**
 * A site whose nodes and coordinator are of two versions: this one, and the last that spoke the protocol before. It is built from the
 * repository's own history, so a checkout without that cannot play this.
 */
@Tag("e2e")
@Tag("long")
class VersionsTest {
    /** The last commit of protocol 1. */
    private static final String BEFORE = "a4e25b39";

    @TempDir(cleanup = CleanupMode.ALWAYS)
    static Path folder;

    private static Path now;
    private static Path before;

    @BeforeAll
    static void build() {
        String repository = Site.ROOT.toString();
        assumeThat(Tool.run(Map.of(), "git", "-C", repository, "cat-file", "-e", BEFORE + "^{commit}")
                        .exit())
                .as("the commit %s is in this checkout's history", BEFORE)
                .isZero();
        now = Site.ROOT.resolve("target/dist");
        Path source = folder.resolve("source");
        Tool.run(
                        Map.of(),
                        "sh",
                        "-c",
                        "mkdir \"$0\" && git -C \"$1\" archive " + BEFORE
                                + " | tar -x -C \"$0\" && \"$0/scripts/build\" \"$0/dist\"",
                        source.toString(),
                        repository)
                .mustSucceed();
        before = source.resolve("dist");
    }

    @AfterAll
    static void leaveNothing() throws IOException {
        Tool.run(Map.of(), "rm", "-rf", folder.resolve("source").toString());
    }

    /** An installation of this version, of which these parts are the other's. */
    private static Path mixed(String name, String... parts) {
        Path target = folder.resolve(name);
        Tool.run(Map.of(), "cp", "-a", now.toString(), target.toString()).mustSucceed();
        for (String part : parts) {
            Tool.run(Map.of(), "rm", "-rf", target.resolve(part).toString()).mustSucceed();
            Tool.run(
                            Map.of(),
                            "cp",
                            "-a",
                            before.resolve(part).toString(),
                            target.resolve(part).toString())
                    .mustSucceed();
        }
        return target;
    }

    private static LeaseView life(Site site) throws ClientException, InterruptedException {
        String lease = site.create(LeaseText.of("versions", (int) Patience.of(4).toSeconds(), 2, 2))
                .id();
        site.awaitUp(lease);
        LeaseView ended = site.awaitEnded(lease);
        assertThat(ended.notice()).isEqualTo("LEASE_ENDED");
        assertThat(ended.verdict()).isEqualTo("CLEAN");
        Judge judge = site.judge();
        judge.everyNodeIsClean();
        judge.createdOnce(lease, 2);
        return ended;
    }

    @Test
    void nodesOfTheVersionBeforeServeACoordinatorOfThisOne() throws Exception {
        try (Site site = Site.up(1, "jobs", mixed("old-nodes", "node", "lib/agent"))) {
            life(site);
            assertThat(site.client().nodes().get(0).agent().standing()).isEqualTo("previous");
        }
    }

    @Test
    void nodesOfThisVersionServeACoordinatorOfTheOneBefore() throws Exception {
        try (Site site = Site.up(1, "jobs", mixed("old-coordinator", "lib/coordinator"))) {
            life(site);
        }
        assertThat(Files.exists(before)).isTrue();
    }
}
