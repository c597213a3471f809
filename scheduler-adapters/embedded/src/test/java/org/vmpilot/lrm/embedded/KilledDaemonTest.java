package org.vmpilot.lrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmpilot.host.BootId;
import org.vmpilot.host.ProcessId;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.contract.Requests;

/** kill -9 of the daemon, of a shepherd, of the machine: no job is lost, none is doubled, none is forgotten. */
@Tag("node")
class KilledDaemonTest extends JobSteps {
    private static final int JOBS = 50;
    private static final int KILL_EVERY = 10;

    @Test
    void killedAtRandomMomentsOfManySubmitsItLosesAndDoublesNothing() throws Exception {
        open(DaemonSite.QUEUE + DaemonSite.TWO_NODES.replace("\"\n", "\"\nshares = 4\nmemory_mib = 100\n"));
        Path ran = Files.createDirectory(site.scratch().resolve("ran"));
        Random random = new Random(20261120);
        ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
        int failures = 0;
        try {
            Future<?> killed = CompletableFuture.completedFuture(null);
            for (int i = 0; i < JOBS; i++) {
                if (i % KILL_EVERY == 0) {
                    killed.get();
                    killed = killer.schedule(this::killAndRestart, random.nextInt(3000), TimeUnit.MICROSECONDS);
                }
                while (!submitOnce("v" + i, ran)) {
                    failures++;
                    killed.get();
                }
            }
            killed.get();
        } finally {
            killer.shutdown();
        }
        await(() -> assertThat(lrm.snapshot().jobs()).allMatch(job -> job.state() == Job.State.ENDED));
        for (int i = 0; i < JOBS; i++) {
            List<Job> found = lrm.search("v" + i);
            assertThat(found).as("v" + i).hasSize(1);
            assertThat(found.get(0).reason()).hasValue("exit 0");
            assertThat(ran.resolve("v" + i)).hasContent(found.get(0).id().text());
        }
        assertThat(failures).as("submits that a kill hit").isPositive();
    }

    /** As the coordinator does it: what is known not to be done is tried again; what is unknown is looked for first. */
    private boolean submitOnce(String name, Path ran) throws Exception {
        try {
            lrm.submit(Requests.shared(name, 10, "/bin/sh", "-c", "echo $VMPILOT_LRM_JOB >>" + ran.resolve(name)));
            return true;
        } catch (LrmException e) {
            if (e.kind() != LrmException.Kind.UNKNOWN) {
                return false;
            }
            await(() -> lrm.search(name));
            return !lrm.search(name).isEmpty();
        }
    }

    private void killAndRestart() {
        try {
            site.crash();
            site.restart();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anExitStatusOfWhileItWasDeadIsNotLost() throws Exception {
        open(DaemonSite.QUEUE + DaemonSite.TWO_NODES);
        Path go = site.scratch().resolve("go");
        JobId job =
                submitOne("vone", "/bin/sh", "-c", "echo up; until [ -e " + go + " ]; do sleep 0.05; done; exit 42");
        await(() -> assertThat(output(job)).isEqualTo("up\n"));
        site.crash();
        Files.createFile(go);
        await(() -> assertThat(site.shepherds()).isEmpty());
        site.restart();
        await(() -> assertThat(job(job).reason()).hasValue("exit 42"));
    }

    @Test
    void aCancelThatWasAcknowledgedIsCarriedOutAfterARestart() throws Exception {
        open(DaemonSite.QUEUE.replace("500ms", "2s") + DaemonSite.TWO_NODES);
        JobId job = submitOne("vdeaf", "/bin/bash", "-c", "trap '' TERM; echo up; while :; do sleep 0.1; done");
        await(() -> assertThat(output(job)).isEqualTo("up\n"));
        lrm.cancel(job);
        site.crash();
        site.restart();
        waitFor(job, Job.State.ENDED);
        assertThat(job(job).reason()).hasValue("cancelled, signal 9");
    }

    @Test
    void walltimeIsKeptOverARestart() throws Exception {
        open(DaemonSite.QUEUE + DaemonSite.TWO_NODES);
        JobId job = lrm.submit(
                        Requests.bounded("vlong", Duration.ofSeconds(2), "/bin/sh", "-c", "echo up; exec sleep 600"))
                .get(0);
        await(() -> assertThat(output(job)).isEqualTo("up\n"));
        site.crash();
        site.restart();
        waitFor(job, Job.State.ENDED);
        assertThat(job(job).reason()).hasValue("walltime, signal 15");
    }

    @Test
    void aJobWhoseShepherdIsKilledIsLostAndItsNodeIsDrained() throws Exception {
        open(DaemonSite.QUEUE + DaemonSite.TWO_NODES);
        JobId job = submitOne("vone", "/bin/sh", "-c", "echo up; exec sleep 600");
        await(() -> assertThat(output(job)).isEqualTo("up\n"));
        ProcessId top = new RunFolder(site.run(job)).top().orElseThrow().process();
        site.shepherds().forEach(ProcessId::kill);
        waitFor(job, Job.State.ENDED);
        assertThat(job(job).reason().orElseThrow()).startsWith("lost");
        await(() -> assertThat(top.isAlive()).isFalse());
        String node = job(job).node().orElseThrow();
        assertThat(lrm.nodes()).filteredOn(one -> one.node().equals(node)).allMatch(one -> one.drained());
    }

    @Test
    void afterARebootWhatRanIsLostAndWhatWaitedRuns() throws Exception {
        open(DaemonSite.QUEUE + "[[node]]\nname = \"n1\"\n");
        JobId ran = submitOne("vran", "/bin/sh", "-c", "echo up; exec sleep 600");
        JobId waits = submitOne("vwaits", "/bin/true");
        await(() -> assertThat(output(ran)).isEqualTo("up\n"));
        site.crash();
        // A reboot, as the journal sees it: another boot id, and no process of before.
        new RunFolder(site.run(ran)).top().orElseThrow().process().kill();
        site.shepherds().forEach(ProcessId::kill);
        await(() -> assertThat(site.shepherds()).isEmpty());
        Path journal = site.state.resolve("journal");
        String boot = BootId.read();
        Files.writeString(journal, Files.readString(journal).replace(boot, "another-boot"));
        site.restart();
        waitFor(ran, Job.State.ENDED);
        assertThat(job(ran).reason().orElseThrow()).startsWith("lost");
        waitFor(waits, Job.State.ENDED);
        assertThat(job(waits).reason()).hasValue("exit 0");
    }

    @Test
    void aShepherdThatWasNeverBornIsReplacedAndTheLateOneRunsNothing() throws Exception {
        open(DaemonSite.QUEUE + DaemonSite.TWO_NODES);
        lrm.drain("n1", "test");
        lrm.drain("n2", "test");
        Path proof = site.scratch().resolve("proof");
        JobId job = submitOne("vone", "/bin/sh", "-c", "echo ran >>" + proof);
        site.crash();
        // As if the daemon had been killed between its word in the journal and the fork.
        Path journal = site.state.resolve("journal");
        Files.writeString(
                journal,
                "{\"event\":\"placed\",\"job\":\"1\",\"node\":\"n1\",\"run\":1,\"bootId\":\"" + BootId.read()
                        + "\"}\n{\"event\":\"resumed\",\"node\":\"n1\"}\n",
                StandardOpenOption.APPEND);
        Files.createDirectories(site.run(job));
        Files.writeString(site.run(job).resolve("claim"), "0 0\n");
        site.restart();
        waitFor(job, Job.State.ENDED);
        assertThat(job(job).reason()).hasValue("exit 0");
        assertThat(proof).hasContent("ran");
    }

    @Test
    void aTornLastLineOfTheJournalIsCutOff() throws Exception {
        open(DaemonSite.QUEUE + DaemonSite.TWO_NODES);
        JobId job = submitOne("vone", "/bin/true");
        waitFor(job, Job.State.ENDED);
        site.crash();
        Path journal = site.state.resolve("journal");
        Files.writeString(journal, "{\"event\":\"submi", StandardOpenOption.APPEND);
        site.restart();
        JobId next = submitOne("vtwo", "/bin/true");
        assertThat(next.text()).isEqualTo("2");
        site.crash();
        site.restart();
        assertThat(lrm.search("vone")).hasSize(1);
        assertThat(lrm.search("vtwo")).hasSize(1);
    }
}
