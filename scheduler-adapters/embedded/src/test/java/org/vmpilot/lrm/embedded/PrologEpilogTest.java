package org.vmpilot.lrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.NodeState;

/** Prolog and epilog: their bounds, and what their failures do to job and node. */
@Tag("node")
class PrologEpilogTest extends JobSteps {
    private Path notes;

    @BeforeEach
    void makeNotes() throws Exception {
        notes = Files.createTempDirectory("lrm-notes");
    }

    @AfterEach
    void removeNotes() throws Exception {
        closeSite();
        try (Stream<Path> files = Files.list(notes)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(notes);
    }

    /** @param prolog and epilog: sh text, without double quotes; notes is its folder */
    private void openWith(String prolog, String epilog) throws Exception {
        open("prolog_timeout = \"1s\"\nepilog_timeout = \"1s\"\n" + DaemonSite.QUEUE + command("prolog", prolog)
                + command("epilog", epilog) + DaemonSite.TWO_NODES);
    }

    private String command(String key, String text) {
        return text.isEmpty() ? "" : key + " = [\"/bin/sh\", \"-c\", \"cd " + notes + "; " + text + "\"]\n";
    }

    private NodeState node(String name) throws Exception {
        return lrm.nodes().stream()
                .filter(node -> node.node().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theyRunAroundTheJobAndKnowIt() throws Exception {
        openWith(
                "echo prolog $VMPILOT_LRM_JOB $VMPILOT_LRM_NAME $VMPILOT_LRM_NODE >>order",
                "echo epilog $VMPILOT_LRM_JOB >>order");
        JobId job = submitOne("vone", "/bin/sh", "-c", "echo job >>" + notes.resolve("order"));
        waitFor(job, Job.State.ENDED);
        assertThat(notes.resolve("order")).hasContent("prolog 1 vone n1\njob\nepilog 1\n");
    }

    @Test
    void theEpilogRunsAfterAKilledJobWhenItsProcessesAreDead() throws Exception {
        openWith("", "grep -qs State:.[RSDT] /proc/$(cat pid)/status && echo alive >>after || echo dead >>after");
        JobId job = submitOne(
                "vdeaf",
                "/bin/bash",
                "-c",
                "trap '' TERM; sleep 600 & echo $! >" + notes.resolve("pid") + "; echo up; wait");
        await(() -> assertThat(output(job)).isEqualTo("up\n"));
        lrm.cancel(job);
        waitFor(job, Job.State.ENDED);
        assertThat(notes.resolve("after")).hasContent("dead");
    }

    @Test
    void aFailingPrologDrainsTheNodeAndTheJobRunsElsewhere() throws Exception {
        openWith("test $VMPILOT_LRM_NODE != n1", "");
        JobId job = submitOne("vone", "/bin/true");
        waitFor(job, Job.State.ENDED);
        assertThat(job(job).node()).hasValue("n2");
        assertThat(node("n1").drained()).isTrue();
        assertThat(node("n1").reason()).hasValue("prolog of job 1 ended with 1 on n1");
        assertThat(node("n2").drained()).isFalse();
    }

    @Test
    void aPrologThatAsksForAnotherNodeGetsOneAndNothingIsDrained() throws Exception {
        openWith("test $VMPILOT_LRM_NODE != n1 || exit 99", "");
        JobId job = submitOne("vone", "/bin/true");
        waitFor(job, Job.State.ENDED);
        assertThat(job(job).node()).hasValue("n2");
        assertThat(node("n1").drained()).isFalse();
    }

    @Test
    void aHangingPrologHasABound() throws Exception {
        openWith("test $VMPILOT_LRM_NODE != n1 || { trap '' TERM; sleep 600; }", "");
        JobId job = submitOne("vone", "/bin/true");
        waitFor(job, Job.State.ENDED);
        assertThat(job(job).node()).hasValue("n2");
        assertThat(node("n1").reason().orElseThrow()).contains("ended with 124");
    }

    @Test
    void aJobThatIsCancelledInItsPrologNeverBegins() throws Exception {
        openWith("echo up >>prolog; while ! test -e go; do sleep 0.02; done", "echo epilog >>epilog");
        JobId job = submitOne("vone", "/bin/sh", "-c", "echo ran >" + notes.resolve("ran"));
        await(() -> assertThat(notes.resolve("prolog")).exists());
        lrm.cancel(job);
        await(() -> assertThat(site.run(job).resolve("cancel")).exists());
        Files.createFile(notes.resolve("go"));
        waitFor(job, Job.State.ENDED);
        assertThat(notes.resolve("ran")).doesNotExist();
        assertThat(notes.resolve("epilog")).exists();
        assertThat(job(job).reason()).hasValue("cancelled before it began");
    }

    @Test
    void aFailingOrHangingEpilogDrainsTheNodeAndTheJobHasItsStatus() throws Exception {
        openWith("", "test $VMPILOT_LRM_JOB = 1 && exit 3; sleep 600");
        JobId fails = submitOne("vone", "/bin/sh", "-c", "exit 5");
        waitFor(fails, Job.State.ENDED);
        assertThat(job(fails).reason()).hasValue("exit 5");
        assertThat(node("n1").reason()).hasValue("epilog of job 1 ended with 3");
        JobId hangs = submitOne("vtwo", "/bin/true");
        waitFor(hangs, Job.State.ENDED);
        assertThat(node("n2").reason()).hasValue("epilog of job 2 ended with 124");
    }

    @Test
    void theNodeIsNotGivenAwayBeforeTheEpilogIsOver() throws Exception {
        open(DaemonSite.QUEUE + command("epilog", "echo up >epilog; while ! test -e go; do sleep 0.02; done")
                + "[[node]]\nname = \"n1\"\n");
        JobId first = submitOne("vone", "/bin/true");
        JobId second = submitOne("vtwo", "/bin/true");
        await(() -> assertThat(notes.resolve("epilog")).exists());
        assertThat(job(first).state()).isEqualTo(Job.State.RUNNING);
        assertThat(job(second).state()).isEqualTo(Job.State.QUEUED);
        Files.createFile(notes.resolve("go"));
        waitFor(second, Job.State.ENDED);
    }
}
