package org.vmpilot.lrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.contract.LrmContract;
import org.vmpilot.lrm.contract.Requests;

/** The daemon among bad neighbours: a second one, garbage on its socket, a full disk, a journal that somebody edited. */
class DaemonTest extends JobSteps {
    private static final long PATIENCE = 30L * DaemonSite.PATIENCE;

    private int exitOfAnother() throws IOException, InterruptedException {
        Process another = site.launch();
        if (!another.waitFor(PATIENCE, TimeUnit.SECONDS)) {
            another.destroyForcibly();
            throw new AssertionError("a second daemon runs");
        }
        return another.exitValue();
    }

    @Test
    void aSecondDaemonSaysSoAndTheFirstGoesOn() throws Exception {
        open(DaemonSite.QUEUE + DaemonSite.TWO_NODES);
        assertThat(exitOfAnother()).isEqualTo(1);
        assertThat(site.log()).content().contains("another vmpilot-lrm runs on this state folder");
        waitFor(submitOne("vone", "/bin/true"), Job.State.ENDED);
    }

    @Test
    void afterTermItIsGoneWithItsSocketAndJobsGoOn() throws Exception {
        open(DaemonSite.QUEUE + DaemonSite.TWO_NODES);
        JobId job = submitOne("vone", "/bin/sh", "-c", "echo up; exec sleep 600");
        await(() -> assertThat(output(job)).isEqualTo("up\n"));
        assertThat(site.terminate()).isEqualTo(143);
        assertThat(site.socket()).doesNotExist();
        assertThat(site.shepherds()).hasSize(1);
        site.restart();
        assertThat(job(job).state()).isEqualTo(Job.State.RUNNING);
    }

    @Test
    void aJournalThatIsNoneIsNamedWithItsLine() throws Exception {
        open(DaemonSite.QUEUE + DaemonSite.TWO_NODES);
        waitFor(submitOne("vone", "/bin/true"), Job.State.ENDED);
        site.crash();
        Path journal = site.state.resolve("journal");
        String before = Files.readString(journal);
        long lines = before.lines().count();
        Files.writeString(journal, "nonsense\n", StandardOpenOption.APPEND);
        assertThat(exitOfAnother()).isEqualTo(1);
        assertThat(site.log()).content().contains(journal + ":" + (lines + 1) + ": not an event");
        Files.writeString(journal, before);
        site.restart();
        assertThat(lrm.search("vone")).hasSize(1);
    }

    /** Its node is anybody's until then. */
    @Test
    void aJobThatIsNotToStartBeforeATimeKeepsNobodyFromANode() throws Exception {
        open(DaemonSite.QUEUE + DaemonSite.TWO_NODES);
        Instant begin = InstantSource.system().instant().plusSeconds(4);
        JobId late = lrm.submit(
                        Requests.exclusive("vlate", 1, "/bin/date", "+%s").notBefore(Optional.of(begin)))
                .get(0);
        waitFor(submitOne("vone", "/bin/true"), Job.State.ENDED);
        waitFor(submitOne("vtwo", "/bin/true"), Job.State.ENDED);
        site.crash();
        site.restart();
        waitFor(late, Job.State.ENDED);
        assertThat(Long.parseLong(output(late).strip())).isGreaterThanOrEqualTo(begin.getEpochSecond());
    }

    @Test
    void garbageAndSilenceOnTheSocketHarmNobody() throws Exception {
        open(DaemonSite.QUEUE + DaemonSite.TWO_NODES);
        List<SocketChannel> neighbours = new ArrayList<>();
        for (String text : List.of("", "garbage\n", "{\"id\":1,\"verb\":\"x-drain\"}\n", "{\"id\":", "\0\0\n")) {
            SocketChannel neighbour = SocketChannel.open(UnixDomainSocketAddress.of(site.socket()));
            neighbour.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            neighbours.add(neighbour);
        }
        waitFor(submitOne("vone", "/bin/true"), Job.State.ENDED);
        for (SocketChannel neighbour : neighbours) {
            neighbour.close();
        }
    }

    @Test
    void endedJobsAreForgottenAndTheirNumbersAreNotUsedAgain() throws Exception {
        open("history = \"1s\"\n" + DaemonSite.QUEUE + DaemonSite.TWO_NODES);
        JobId job = submitOne("vone", "/bin/true");
        await(() -> assertThat(job.text()).isEqualTo("1"));
        await(() -> assertThat(lrm.search("vone")).isEmpty());
        assertThat(site.run(job)).doesNotExist();
        lrm.cancel(job);
        site.crash();
        site.restart();
        assertThat(submitOne("vtwo", "/bin/true").text()).isEqualTo("2");
    }

    @Test
    void outputIsBoundedAndTheJobDoesNotWaitForIt() throws Exception {
        open("output_limit = 1000\n" + DaemonSite.QUEUE + DaemonSite.TWO_NODES);
        JobId job = submitOne("vloud", "/bin/sh", "-c", "head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2");
        waitFor(job, Job.State.ENDED);
        assertThat(job(job).reason()).hasValue("exit 0");
        assertThat(Files.size(site.run(job).resolve("stdout"))).isEqualTo(1000);
        assertThat(Files.size(site.run(job).resolve("stderr"))).isEqualTo(1000);
    }

    /** The job stops those who read its output, speaks and ends; one that left its session lets them go on. */
    @Test
    void aJobHasNotEndedBeforeItsOutputIsInItsFile() throws Exception {
        open(DaemonSite.QUEUE + DaemonSite.TWO_NODES);
        JobId job = submitOne("vlate", "/bin/bash", "-c", """
                readers= # the job may begin before who reads it does
                until [[ $readers ]]; do
                    for process in /proc/[0-9]*; do
                        [[ $process/fd/0 -ef /proc/$$/fd/1 ]] && readers+=" ${process#/proc/}"
                    done
                done
                kill -STOP $readers || exit 3
                setsid sh -c "sleep 0.5; kill -CONT $readers" </dev/null >/dev/null 2>&1 &
                echo last words
                """);
        waitFor(job, Job.State.ENDED);
        assertThat(output(job)).isEqualTo("last words\n");
        assertThat(job(job).reason()).hasValue("exit 0");
    }

    @Test
    void aJobEndsAlsoIfItsOutputIsHeldOpen() throws Exception {
        open(DaemonSite.QUEUE + DaemonSite.TWO_NODES);
        JobId job = submitOne("vheld", "/bin/sh", "-c", "setsid sleep 4 & echo last words");
        waitFor(job, Job.State.ENDED);
        assertThat(output(job)).isEqualTo("last words\n");
    }

    @Test
    void aCommandThatDoesNotExistEndsWith127() throws Exception {
        open(DaemonSite.QUEUE + DaemonSite.TWO_NODES);
        JobId job = submitOne("vnone", "/no/such/command");
        waitFor(job, Job.State.ENDED);
        assertThat(job(job).reason()).hasValue("exit 127");
    }

    @Test
    void aNodeThatCannotBeEnteredIsDownAndTheJobRunsElsewhere() throws Exception {
        open(DaemonSite.QUEUE + "[[node]]\nname = \"n1\"\nenter = [\"/bin/false\"]\n[[node]]\nname = \"n2\"\n");
        JobId job = submitOne("vone", "/bin/true");
        waitFor(job, Job.State.ENDED);
        assertThat(job(job).node()).hasValue("n2");
        assertThat(lrm.nodes().get(0).up()).isFalse();
        assertThat(lrm.nodes().get(0).drained()).isFalse();
        assertThat(lrm.nodes().get(1).up()).isTrue();
    }

    @Test
    void aFullDiskRefusesASubmitAndLosesNoExitStatus() throws Exception {
        assumeThat(Files.getOwner(Path.of("/proc/self")).getName())
                .as("account")
                .isEqualTo("root");
        Path folder = Files.createTempDirectory("lrm-full");
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.toString()))
                .as("a file system of our own")
                .isZero();
        try {
            site = DaemonSite.on(folder.resolve("site"), DaemonSite.QUEUE + DaemonSite.TWO_NODES);
            lrm = site.lrm();
            JobId job = submitOne("vone", "/bin/sh", "-c", "echo up; trap 'exit 7' TERM; while :; do sleep 0.1; done");
            await(() -> assertThat(output(job)).isEqualTo("up\n"));
            JobId queued = lrm.submit(Requests.exclusive("vmore", 2, "/bin/sleep", "600"))
                    .get(1);
            fill(folder.resolve("filler"));
            int acknowledged = submitUntilRefused();
            assertThat(lrm.search("vfill")).hasSize(acknowledged);
            new RunFolder(site.run(job)).top().orElseThrow().process().terminate();
            await(() -> assertThat(site.run(job).resolve("end")).exists());
            Files.delete(folder.resolve("filler"));
            await(() -> assertThat(job(job).reason()).hasValue("exit 7"));
            assertThat(job(queued).state()).isIn(Job.State.QUEUED, Job.State.RUNNING);
            submitOne("vafter", "/bin/true");
            closeSite();
        } finally {
            run("umount", "-l", folder.toString());
            Files.delete(folder);
        }
    }

    /** What is left of the journal's last page is room for some. */
    private int submitUntilRefused() {
        int acknowledged = 0;
        while (true) {
            try {
                submitOne("vfill", "/bin/true", "x".repeat(500));
                acknowledged++;
            } catch (LrmException e) {
                LrmContract.assertKind(e, LrmException.Kind.TRY_LATER);
                assertThat(e).hasMessageContaining("nothing was submitted").hasMessageContaining("No space left");
                return acknowledged;
            }
        }
    }

    private static void fill(Path file) throws IOException {
        byte[] page = new byte[4096];
        try {
            while (true) {
                Files.write(file, page, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static int run(String... words) throws InterruptedException {
        CommandResult result = new SessionCommandRunner()
                .run(Command.of(Duration.ofSeconds(PATIENCE), Map.of("PATH", System.getenv("PATH")), List.of(words)));
        return result instanceof CommandResult.Exited exited ? exited.exitCode() : -1;
    }
}
