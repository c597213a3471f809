package org.vmpilot.lrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;

/** Jobs on a virtual node: an account of its own, behind namespaces, with prolog and epilog as root. */
@Tag("node")
class VirtualNodeTest extends JobSteps {
    private static final Path SCRIPT = Path.of(System.getProperty("vmpilot.root", "."), "scripts", "virtual-node");
    /** A job behind namespaces hears of its end by way of several processes, and each has to be started. */
    private static final String QUEUE =
            "[[queue]]\nname = \"batch\"\nkill_delay = \"" + 5 * DaemonSite.PATIENCE + "s\"\n";

    private Path node;

    @BeforeEach
    void boot() throws Exception {
        assumeThat(Files.getOwner(Path.of("/proc/self")).getName())
                .as("account")
                .isEqualTo("root");
        node = Files.createTempDirectory(Path.of("/var/tmp"), "lrm-node");
        virtualNode("up", node.toString(), "n1", "--account", "vmjob:21700");
    }

    @AfterEach
    void remove() throws Exception {
        closeSite();
        if (node != null) {
            virtualNode("remove", node.toString());
        }
    }

    private static void virtualNode(String... words) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(words));
        CommandResult result = new SessionCommandRunner()
                .run(Command.of(Duration.ofMinutes(2), Map.of("PATH", System.getenv("PATH")), command));
        assertThat(result)
                .isInstanceOfSatisfying(
                        CommandResult.Exited.class,
                        exited -> assertThat(exited.exitCode())
                                .as(exited.errors())
                                .isZero());
    }

    private void openWith(String style) throws Exception {
        String enter = "\"" + SCRIPT + "\", \"exec\", \"" + node + "\"";
        open("kill_style = \"" + style + "\"\n" + QUEUE
                + "prolog = [\"/bin/sh\", \"-c\", \"hostname >/run/prolog; id -un >>/run/prolog\"]\n"
                + "[[node]]\nname = \"n1\"\nenter = [" + enter + ", \"--user\", \"vmjob\", \"--\"]\n"
                + "enter_root = [" + enter + ", \"--\"]\n");
    }

    @Test
    void aJobRunsAsItsAccountInItsHomeWithNothingInherited() throws Exception {
        openWith("session");
        JobId job = submitOne("venv", "/bin/sh", "-c", "hostname; id -un; pwd; cat /run/prolog; env | sort");
        waitFor(job, Job.State.ENDED);
        assertThat(output(job)).isEqualTo("""
                n1
                vmjob
                /var/lib/vmjob
                n1
                root
                HOME=/var/lib/vmjob
                PATH=/usr/local/bin:/usr/bin:/bin
                PWD=/var/lib/vmjob
                VMPILOT_LRM_JOB=1
                VMPILOT_LRM_NAME=venv
                VMPILOT_LRM_TASK=0
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "tree", "top-then-all"})
    void aCancelReachesTheJobBehindTheNamespaces(String style) throws Exception {
        openWith(style);
        JobId job = submitOne(
                "vterm", "/bin/bash", "-c", "trap 'echo asked; exit 9' TERM; echo up; while :; do sleep 0.1; done");
        await(() -> assertThat(output(job)).isEqualTo("up\n"));
        lrm.cancel(job);
        waitFor(job, Job.State.ENDED);
        assertThat(job(job).reason()).hasValue("cancelled, exit 9");
        assertThat(output(job)).isEqualTo("up\nasked\n");
    }

    @Test
    void aNodeThatIsPoweredOffIsDownAndComesBack() throws Exception {
        openWith("session");
        JobId first = submitOne("vfirst", "/bin/sh", "-c", "echo up; exec sleep 600");
        await(() -> assertThat(output(first)).isEqualTo("up\n"));
        virtualNode("down", node.toString());
        waitFor(first, Job.State.ENDED);
        JobId second = submitOne("vsecond", "/bin/true");
        await(() -> assertThat(
                        lrm.nodes().get(0).drained() || !lrm.nodes().get(0).up())
                .isTrue());
        assertThat(job(second).state()).isEqualTo(Job.State.QUEUED);
    }
}
