package org.vmpilot.lrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.host.ProcessId;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;

/** Who of a job's processes gets what, by kill style: a child, one in a session of its own, one that forked twice. */
@Tag("node")
class KillStyleTest extends JobSteps {
    /** Each process writes its name and pid, then waits; the shells say when TERM came. */
    private static final String FAMILY = "member() { trap \"echo $1 asked\" TERM; echo $BASHPID >pid-$1.new; "
            + "mv pid-$1.new pid-$1; while :; do sleep 0.1; done; }; export -f member; cd SCRATCH; "
            + "(member child) & "
            + "setsid bash -c 'member session' & "
            + "(setsid bash -c 'member orphan' &) ; "
            + "trap 'echo top asked; exit 0' TERM; echo $$ >pid-top.new; mv pid-top.new pid-top; "
            + "while :; do sleep 0.1; done";

    private JobId job;

    private void openFamily(String style) throws Exception {
        open("kill_style = \"" + style + "\"\n" + DaemonSite.QUEUE + "[[node]]\nname = \"n1\"\n");
        job = submitOne(
                "vfam",
                "/bin/bash",
                "-c",
                FAMILY.replace("SCRATCH", site.scratch().toString()));
        for (String name : new String[] {"top", "child", "session", "orphan"}) {
            await(() -> assertThat(member(name)).isPresent());
        }
    }

    private Optional<ProcessId> member(String name) throws Exception {
        Path file = site.scratch().resolve("pid-" + name);
        return Files.exists(file)
                ? ProcessId.of(Long.parseLong(Files.readString(file).strip())).filter(ProcessId::isAlive)
                : Optional.empty();
    }

    @AfterEach
    void killSurvivors() throws Exception {
        for (String name : new String[] {"top", "child", "session", "orphan"}) {
            member(name).ifPresent(ProcessId::kill);
        }
    }

    @Test
    void sessionAsPbsDoesIt() throws Exception {
        openFamily("session");
        lrm.cancel(job);
        waitFor(job, Job.State.ENDED);
        assertThat(output(job)).contains("top asked", "child asked").doesNotContain("session asked", "orphan asked");
        assertThat(member("child")).isEmpty();
        assertThat(member("session")).isPresent();
        assertThat(member("orphan")).isPresent();
    }

    @Test
    void treeAsSlurmDoesItWithLinuxproc() throws Exception {
        openFamily("tree");
        lrm.cancel(job);
        waitFor(job, Job.State.ENDED);
        await(() -> assertThat(output(job)).contains("top asked", "child asked", "session asked"));
        assertThat(output(job)).doesNotContain("orphan asked");
        assertThat(member("orphan")).isPresent();
    }

    @Test
    void topThenAllAsSlurmDoesItWithCgroups() throws Exception {
        openFamily("top-then-all");
        assumeThat(new RunFolder(site.run(job)).top().orElseThrow().cgroup())
                .as("a cgroup to be had")
                .isPresent();
        lrm.cancel(job);
        waitFor(job, Job.State.ENDED);
        assertThat(output(job)).isEqualTo("top asked\n");
        for (String name : new String[] {"child", "session", "orphan"}) {
            assertThat(member(name)).as(name).isEmpty();
        }
    }

    /** As on a machine that is busy: the time of a read is over in the middle of what it reads. */
    @Test
    void aJobWhosePidComesInPiecesIsFoundBehindAnEntranceThatIgnoresTerm() throws Exception {
        String enter = "trap '' TERM; exec 5>&3; exec 3> >(IFS= read -r pid; printf %s ${pid:0:1} >&5; sleep 0.5; "
                + "echo ${pid:1} >&5); \\\"$@\\\" <&0 & wait $!; exit $?";
        open("kill_style = \"top-then-all\"\n" + DaemonSite.QUEUE.replace("500ms", "1h")
                + "[[node]]\nname = \"n1\"\nenter = [\"/bin/bash\", \"-c\", \"" + enter + "\", \"enter\"]\n");
        JobId asked = submitOne(
                "vasked", "/bin/bash", "-c", "trap 'echo asked; exit 9' TERM; echo up; while :; do sleep 0.1; done");
        await(() -> assertThat(output(asked)).isEqualTo("up\n"));
        lrm.cancel(asked);
        waitFor(asked, Job.State.ENDED);
        assertThat(job(asked).reason()).hasValue("cancelled, exit 9");
        assertThat(output(asked)).isEqualTo("up\nasked\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "tree", "top-then-all"})
    void aDeafJobIsKilledByEveryStyle(String style) throws Exception {
        open("kill_style = \"" + style + "\"\n" + DaemonSite.QUEUE + "[[node]]\nname = \"n1\"\n");
        JobId deaf = submitOne("vdeaf", "/bin/bash", "-c", "trap '' TERM; echo up; while :; do sleep 0.1; done");
        await(() -> assertThat(output(deaf)).isEqualTo("up\n"));
        lrm.cancel(deaf);
        waitFor(deaf, Job.State.ENDED);
        assertThat(job(deaf).reason()).hasValue("cancelled, signal 9");
    }

    @Test
    void whatAJobLeavesBehindInItsSessionIsKilledAtOnceWhenItLeavesByItself() throws Exception {
        open(DaemonSite.QUEUE.replace("500ms", "1h") + "[[node]]\nname = \"n1\"\n");
        JobId leaves = submitOne("vleaves", "/bin/bash", "-c", "trap '' TERM; sleep 600 & echo $!");
        waitFor(leaves, Job.State.ENDED);
        long child = Long.parseLong(output(leaves).strip());
        assertThat(ProcessId.of(child).filter(ProcessId::isAlive)).isEmpty();
    }
}
