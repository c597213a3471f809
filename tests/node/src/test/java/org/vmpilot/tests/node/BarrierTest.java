package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prolog and epilog, as each LRM calls them. The judge is the simulated xl. */
class BarrierTest extends OnANode {
    private static final String EMBEDDED = "VMPILOT_LRM_JOB=4711";
    private static final String OTHER = "VMPILOT_LRM_JOB=4712";

    private Run.Result hook(String hook, String environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(List.of(environment.split(" ", -1)));
        command.add(VirtualNode.PROGRAMS + hook);
        command.addAll(List.of(arguments));
        return node.exec(command.toArray(String[]::new));
    }

    private int exit(String hook, String environment) {
        return hook(hook, environment).exit();
    }

    /** The reaper that goes on after a hook may be at a slot for as long as it gives a destroy. */
    private void reapersWaitForEachOther() {
        node.configure("lock-wait", "30");
    }

    private boolean isBarred() {
        return node.isBarred();
    }

    @ParameterizedTest
    @CsvSource({"prolog", "epilog"})
    void whereNothingIsOursTheyDoNothing(String hook) {
        // Without a search path, whatever is started beside the shell itself fails, and says so.
        Run.Result result = node.exec("/usr/bin/env", "PATH=/nowhere", OTHER, VirtualNode.PROGRAMS + hook);

        assertThat(result).isEqualTo(new Run.Result(0, "", ""));
        assertThat(node.calls("list")).isZero();
    }

    @Test
    void theEpilogIsTheBarrierForItsJobsSlot() {
        slot.record(2).guests(2);

        assertThat(exit("epilog", EMBEDDED)).isZero();

        assertThat(node.domains()).isEmpty();
        assertThat(slot.isForgotten()).isTrue();
        assertThat(slot.certificate().get("by").asText()).isEqualTo("epilog");
    }

    /** Slurm has killed an array's task and gives the node away; its hook does not say the array's id, and vmpilot-node is still at it. */
    @ParameterizedTest
    @CsvSource({"epilog, closing", "prolog, closing", "epilog, agent is dead", "prolog, agent is dead"})
    void aSlotOnItsWayHomeIsWaitedFor(String hook, String sign) {
        slot.record(1, "12_3", "slurm");
        Run held = slot.held();
        slot.create(0).result().mustSucceed();
        if (sign.equals("closing")) {
            node.write(slot.folder() + "/closing", "");
        } else {
            // No process has such a number: /proc/sys/kernel/pid_max.
            node.sh("echo 4194305 >>/run/vmpilot/locks/" + slot.key() + ".run").mustSucceed();
        }

        assertThat(exit(hook, "SLURM_JOB_ID=15")).isZero();

        assertThat(node.domains()).isEmpty();
        assertThat(slot.verdict()).isEqualTo("clean");
        node.processes("sleep 7777").forEach(pid -> VirtualNode.kill("KILL", pid));
        held.result();
    }

    /** The agent's PID is in a lock's file, and a run that was killed takes its own not away. */
    @ParameterizedTest
    @CsvSource({"prolog", "epilog"})
    void whatAKilledRunHasLeftInItsLockSendsNobodyHome(String hook) {
        node.sh("mkdir -p -m 700 /run/vmpilot /run/vmpilot/locks; echo 4194305 >/run/vmpilot/locks/" + slot.key()
                        + ".run")
                .mustSucceed();
        PilotJob neighbour = new PilotJob(node, slot).start();

        assertThat(exit(hook, OTHER)).isZero();

        assertThat(slot.lives(0)).isTrue();
        neighbour.end();
        assertThat(neighbour.run().result().exit()).isZero();
    }

    /** The load sensor shows a mark, and nothing but that. */
    @Test
    void onGridEngineASensorWithoutAMarkToShowKeepsNobodyAway() {
        slot.record(1).guests(1);
        node.configure("epilog-bound", "1");
        node.simulated("fault", "add", "hang", "command=list");
        String lock = "/run/vmpilot/locks/load-sensor";
        Run sensor = node.start(
                "/bin/sh", "-c", "mkdir -p /run/vmpilot/locks; exec 9>>" + lock + " && flock 9 && exec sleep 7783");
        Patience.await("it runs")
                .until(() -> node.sh("flock -n -x " + lock + " true").exit() != 0);
        // In this order: a mount without a place in /run fails.
        node.hostile("var-read-only", "run-no-inodes");

        Run.Result unmarked = hook("epilog", "JOB_ID=4711", "grid-engine");

        assertThat(isBarred()).as("the bed: no mark can be written").isFalse();
        assertThat(unmarked.exit()).as(unmarked.err()).isEqualTo(1);
        node.peaceful("run-no-inodes", "var-read-only");
        assertThat(hook("epilog", "JOB_ID=4711", "grid-engine").exit()).isZero();
        assertThat(isBarred()).isTrue();
        node.processes("sleep 7783").forEach(pid -> VirtualNode.kill("KILL", pid));
        sensor.result();
    }

    /** Grid Engine starts its hooks with the job's PATH. */
    @Test
    void aHookThatIsALinkTakesNoProgramFromTheCallersPath() {
        slot.record(1).guests(1);
        node.sh("mkdir -p /run/evil /run/site; ln -s " + VirtualNode.PROGRAMS + "epilog /run/site/epilog;"
                        + " printf '#!/bin/sh\\nid -u >/run/pwned-path\\nexec /usr/bin/readlink \"$@\"\\n' >/run/evil/readlink;"
                        + " chmod 755 /run/evil/readlink")
                .mustSucceed();
        Run.Result result =
                node.exec("env", "PATH=/run/evil:/usr/bin:/bin", "JOB_ID=4711", "/run/site/epilog", "grid-engine");
        assertThat(node.exists("/run/pwned-path")).as(result.err()).isFalse();
        assertThat(node.domains()).as(result.err()).isEmpty();
    }

    /** Slurm kills the process group of an epilog the moment that it has ended. */
    @Test
    void whatTheEpilogLeavesToBeDeliveredSurvivesIt() {
        slot.record(1).guests(1);

        node.sh(EMBEDDED + " setsid --wait sh -c '" + VirtualNode.PROGRAMS + "epilog; kill -KILL 0'");

        assertThat(slot.verdict()).isEqualTo("clean");
        Patience.await("somebody delivers")
                .until(() -> !node.processes("deliver").isEmpty());
    }

    @Test
    void theEpilogEndsItsJobsSlotEvenWhileItLives() {
        PilotJob job = new PilotJob(node, slot).start();

        assertThat(exit("epilog", EMBEDDED)).isZero();

        assertThat(job.isHome()).isTrue();
        job.run().result();
    }

    @ParameterizedTest
    @CsvSource({"prolog", "epilog"})
    void aLivingNeighbourIsNotNoticed(String hook) {
        PilotJob neighbour = new PilotJob(node, slot).start();
        long looks = node.calls("list");

        assertThat(exit(hook, OTHER)).isZero();

        assertThat(node.domains()).hasSize(1);
        assertThat(node.calls("list")).as("not even a look at the domains").isEqualTo(looks);
        neighbour.end();
        assertThat(neighbour.run().result().exit()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"prolog", "epilog"})
    void aSlotThatNobodyAnswersForAnyMoreIsReaped(String hook) {
        PilotJob job = new PilotJob(node, slot).start();
        job.signal("KILL", "guard", "vmpilot-node", "agent", "sudo", "launcher");
        assertThat(node.domains()).hasSize(1);

        assertThat(exit(hook, OTHER)).isZero();

        assertThat(job.isHome()).isTrue();
        assertThat(slot.verdict()).isEqualTo("clean");
        job.run().result();
    }

    @ParameterizedTest
    @CsvSource({
        "VMPILOT_LRM_JOB=4711, 99",
        "SGE_ROOT=/x JOB_ID=4711, 99",
        "SLURM_JOB_ID=4711, 1",
    })
    void aNodeThatStaysDirtySendsTheJobElsewhere(String environment, int expected) {
        reapersWaitForEachOther();
        slot.record(1).guests(1);
        node.simulated("fault", "add", "pretend", "command=destroy");

        assertThat(exit("prolog", environment)).isEqualTo(expected);

        assertThat(isBarred()).isTrue();
        assertThat(slot.verdict()).isEqualTo("dirty");
        node.simulated("fault", "clear");
        assertThat(exit("prolog", environment)).isZero();
        assertThat(isBarred()).isFalse();
        assertThat(node.domains()).isEmpty();
    }

    /** Grid Engine's prolog has the environment that the job's user chose; JOB_ID alone is Grid Engine's. */
    @ParameterizedTest
    @CsvSource({"prolog", "epilog"})
    void onGridEngineNobodyBecomesAnotherJobByTheVariablesOfAnotherLrm(String hook) {
        PilotJob neighbour = new PilotJob(node, slot).start();
        node.sh("sed -i 's/^LRM=.*/LRM=grid-engine/' " + slot.folder() + "/slot /var/lib/vmpilot/open/" + slot.key())
                .mustSucceed();
        String lies = "VMPILOT_LRM_JOB=4711 SLURM_JOB_ID=4711 PBS_JOBID=4711 PATH=/var/tmp SGE_ROOT=/x";

        assertThat(hook(hook, lies + " JOB_ID=9 SGE_TASK_ID=undefined", "grid-engine")
                        .exit())
                .isZero();

        assertThat(node.domains()).hasSize(1);
        assertThat(hook("epilog", lies.replace("4711", "9") + " JOB_ID=4711", "grid-engine")
                        .exit())
                .isZero();
        assertThat(node.domains()).isEmpty();
        neighbour.run().result();
    }

    @Test
    void classicPbsGetsItsJobAsAnArgument() {
        reapersWaitForEachOther();
        slot.record(1).guests(1);
        node.simulated("fault", "add", "pretend", "command=destroy");

        assertThat(hook("prolog", "A=b", "4711").exit()).isEqualTo(2);
        node.simulated("fault", "clear");
        assertThat(hook("epilog", "A=b", "4711").exit()).isZero();
        assertThat(node.domains()).isEmpty();
    }

    @Test
    void theEpilogComesBackAtItsBoundBarredAndTheNodeIsCleanedLater() {
        slot.record(1).guests(1);
        node.configure("epilog-bound", "1");
        node.simulated("fault", "add", "hang", "command=list");

        assertThat(exit("epilog", EMBEDDED)).isEqualTo(1);

        assertThat(isBarred()).isTrue();
        node.simulated("fault", "clear");
        Patience.await("clean").until(() -> node.domains().isEmpty() && !isBarred());
        assertThat(slot.verdict()).isEqualTo("clean");
    }

    @Test
    void anAdminsMarkHoldsJobsOffAndStays() {
        node.write("/var/lib/vmpilot/marks/admin.barred", "since=2026-11-20T00:00:00Z\nby=admin\nwhy=disk\n");

        assertThat(exit("prolog", OTHER)).isEqualTo(99);

        assertThat(node.read("/var/lib/vmpilot/marks/admin.barred")).contains("by=admin");
    }

    @Test
    void slurmIsToldWithOurTagAndAnAdminsReasonStays() {
        node.write(
                "/usr/local/sbin/scontrol",
                "#!/bin/sh\necho \"$*\" >>/run/scontrol\n[ \"$1\" != -o ] || cat /run/node-state\n");
        node.sh("chmod 755 /usr/local/sbin/scontrol; echo 'NodeName=node01 State=IDLE Version=1' >/run/node-state")
                .mustSucceed();
        slot.record(1).guests(1);
        node.simulated("fault", "add", "pretend", "command=destroy");

        exit("epilog", "SLURM_JOB_ID=4711 SLURMD_NODENAME=n7");
        assertThat(node.read("/run/scontrol"))
                .contains("update NodeName=n7 State=DRAIN Reason=vmpilot: the node is not clean");

        node.sh("echo 'NodeName=n7 State=IDLE+DRAIN Version=1 Reason=disk [root]' >/run/node-state; rm /run/scontrol")
                .mustSucceed();
        exit("epilog", "SLURM_JOB_ID=4711 SLURMD_NODENAME=n7");
        assertThat(node.read("/run/scontrol")).doesNotContain("update");
        assertThat(node.exec("env", "SLURMD_NODENAME=n7", VirtualNode.PROGRAMS + "vmpilot-drain", "slurm", "--resume")
                        .exit())
                .isEqualTo(1);
    }

    /** Not on a real PBS: the module 'pbs' is a stub of ours (src/test/resources/pbs-stub/pbs.py). */
    @ParameterizedTest
    @CsvSource({
        "EXECJOB_PROLOGUE, first, clean, accept",
        "EXECJOB_PROLOGUE, first, dirty, 'offline,rerun,reject'",
        "EXECJOB_BEGIN, first, dirty, accept",
        "EXECJOB_BEGIN, sister, dirty, 'offline,rerun,reject'",
        "EXECJOB_PROLOGUE, sister, dirty, accept",
        "EXECJOB_EPILOGUE, first, clean, accept",
        "EXECJOB_EPILOGUE, sister, dirty, 'offline,accept'"
    })
    void thePbsHookOnAStubOfItsModule(String event, String host, String state, String expected) {
        slot.record(1).guests(1);
        if (state.equals("dirty")) {
            node.simulated("fault", "add", "pretend", "command=destroy");
        }
        node.write("/run/pbs/bin/pbsnodes", "#!/bin/sh\necho node01\necho '     state = free'\n");
        node.sh("chmod 755 /run/pbs/bin/pbsnodes").mustSucceed();
        Path root = Path.of(System.getProperty("vmpilot.root"));

        Run.Result result = node.exec(
                "env",
                "PBS_STUB_EXEC=/run/pbs",
                "PYTHONPATH=" + root.resolve("tests/node/src/test/resources/pbs-stub"),
                "PYTHONDONTWRITEBYTECODE=1",
                "PBS_STUB_EVENT=" + event,
                "PBS_STUB_JOB=4711",
                "PBS_STUB_HOST=" + host,
                "python3",
                root.resolve("conf/pbs/vmpilot_node.py").toString());

        JsonNode said = VirtualNode.json(result.mustSucceed().out());
        assertThat(said.get("done").asText()).isEqualTo(expected);
        if (expected.contains("offline")) {
            assertThat(said.get("comment").asText()).startsWith("vmpilot: ");
        }
    }
}
