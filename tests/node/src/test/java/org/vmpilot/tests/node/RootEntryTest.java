package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the job's first process to the end of the slot: launcher, sudo, vmpilot-node, with a small agent of the test's. */
class RootEntryTest extends OnANode {
    private static final String LOG = "/run/agent.log";

    /** The script is the agent: it is started in the place of the JVM. {@code deliver} fails, as without a coordinator. */
    private void agent(String script) {
        node.write(
                "/etc/vmpilot/agent",
                "#!/bin/sh\ncase \"$*\" in *' deliver') exit 1 ;; esac\nexec >>" + LOG + " 2>&1\necho agent $$\n"
                        + script);
        node.sh("chmod 700 /etc/vmpilot/agent").mustSucceed();
        node.configure("java", "/etc/vmpilot/agent");
    }

    /** Reads the launcher's lines until the job is over, or until it says so. */
    private static final String READS =
            "while read -r line; do echo \"$line\"; [ \"$line\" != 'signal USR2' ] || exit 5; done\necho EOF\n";

    private Run job(String... environment) {
        return job(List.of(environment), slot.key());
    }

    private Run job(List<String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(environment);
        command.add(VirtualNode.PROGRAMS + "pilot-job");
        command.addAll(List.of(arguments));
        return node.startAsJob(command.toArray(String[]::new));
    }

    private void awaitLog(String line) {
        Patience.await("the agent says " + line)
                .until(() -> node.exists(LOG) && node.read(LOG).contains(line + "\n"));
    }

    private void killAll(String signal, String commandLine) {
        List<Long> pids = node.processes(commandLine);
        assertThat(pids).as(commandLine).isNotEmpty();
        pids.forEach(pid -> VirtualNode.kill(signal, pid));
    }

    private void signalLauncher(String signal) {
        VirtualNode.kill(
                signal,
                node.processes("bash " + VirtualNode.PROGRAMS + "pilot-job").get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "JOB_ID=12 SGE_TASK_ID=undefined, job 12, lrm grid-engine",
        "JOB_ID=12 SGE_TASK_ID=3, job 12.3, lrm grid-engine",
        "PBS_JOBID=12.server, job 12.server, lrm pbs",
        "SLURM_JOB_ID=12, job 12, lrm slurm",
        "SLURM_JOB_ID=14 SLURM_ARRAY_JOB_ID=12 SLURM_ARRAY_TASK_ID=3, job 12_3 14, lrm slurm",
        "VMPILOT_LRM_JOB=12, job 12, lrm embedded",
    })
    void tellsTheAgentWhoTheJobIs(String environment, String first, String second) {
        agent("read -r a; read -r b; echo \"$a/$b\"\n");

        assertThat(job(environment.split(" ")).result().exit()).isZero();

        assertThat(node.read(LOG)).contains(first + "/" + second + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "vabcdefga1, SGE_TASK_ID=2",
        "vabcdefga1, PBS_JOBID=12[2].s PBS_ARRAY_INDEX=2",
        "vabcdefga1, SLURM_JOB_ID=14 SLURM_ARRAY_TASK_ID=2",
        "vabcdefga1, VMPILOT_LRM_JOB=12 VMPILOT_LRM_TASK=2",
        "'', JOB_NAME=vabcdefga1.2",
        "'', PBS_JOBID=12.s PBS_JOBNAME=vabcdefga1.2",
        "'', SLURM_JOB_ID=12 SLURM_JOB_NAME=vabcdefga1.2",
        "'', VMPILOT_LRM_JOB=12 VMPILOT_LRM_NAME=vabcdefga1.2",
    })
    void findsTheSlotToken(String argument, String environment) {
        agent("echo \"$*\"\n");

        List<String> variables = List.of(environment.split(" "));
        Run run = argument.isEmpty() ? job(variables) : job(variables, argument);
        Run.Result result = run.result();
        assertThat(result.exit()).as(result.err()).isZero();

        assertThat(node.read(LOG)).contains("org.vmpilot.agent.Agent run vabcdefga1.2\n");
    }

    @Test
    void reapsAfterTheAgentAndHandsOnItsExitCode() {
        slot.record(2).guests(2);
        agent("exit 4\n");

        assertThat(job().result().exit()).isEqualTo(4);

        assertThat(node.domains()).isEmpty();
        assertThat(slot.certificate().get("by").asText()).isEqualTo("vmpilot-node");
        assertThat(node.list("/var/lib/vmpilot/outbox")).containsExactly(slot.key() + ".json");
    }

    @Test
    void passesOnEverySignal() {
        agent(READS);
        Run job = job();
        awaitLog("lrm grid-engine");
        for (int count = 1; count <= 3; count++) {
            signalLauncher("TERM");
            int expected = count;
            Patience.await("TERM " + count).until(() -> node.read(LOG).split("signal TERM", -1).length == expected + 1);
        }
        for (String signal : List.of("USR1", "XCPU", "HUP", "INT", "CONT")) {
            signalLauncher(signal);
            awaitLog("signal " + signal);
        }
        signalLauncher("USR2");

        assertThat(job.result().exit()).isEqualTo(5);
    }

    /** What most LRMs do: everything in the job's session gets it. */
    @ParameterizedTest
    @ValueSource(strings = {"TERM", "USR1", "XCPU", "HUP", "INT"})
    void outlivesASignalToTheWholeJob(String signal) {
        agent(READS);
        Run job = job();
        awaitLog("lrm grid-engine");

        killAll(signal, "pilot-job");
        killAll(signal, "sudo -n");
        awaitLog("signal " + signal);
        assertThat(job.isOver()).isFalse();

        signalLauncher("USR2");
        assertThat(job.result().exit()).isEqualTo(5);
    }

    @Test
    void reapsWhenTheAgentIsKilled() {
        node.configure("dom0-memory", "1024");
        slot.record(2).guests(2);
        node.exec(VirtualNode.PROGRAMS + "vmpilot-memory").mustSucceed();
        assertThat(node.dom0Mib()).isEqualTo(896);
        agent(READS);
        Run job = job();
        awaitLog("lrm grid-engine");

        killAll("KILL", "vmpilot.agent.Agent run");

        assertThat(job.result().exit()).isEqualTo(1);
        assertThat(node.domains()).isEmpty();
        assertThat(node.dom0Mib()).isEqualTo(1024);
        assertThat(slot.certificate().get("notice").asText()).isEqualTo("FAILED");
    }

    @Test
    void seesTheEndWhenTheLauncherIsKilled() {
        slot.record(1).guests(1);
        agent(READS);
        Run job = job();
        awaitLog("lrm grid-engine");

        killAll("KILL", "bash " + VirtualNode.PROGRAMS + "pilot-job");

        job.result();
        awaitLog("EOF");
        Patience.await("reaped").until(slot::isForgotten);
        assertThat(node.domains()).isEmpty();
    }

    @Test
    void waitsForVmpilotNodeWhenSudoAloneIsKilled() {
        slot.record(1).guests(1);
        agent(READS);
        Run job = job();
        awaitLog("lrm grid-engine");

        killAll("KILL", "sudo -n");
        signalLauncher("TERM");
        awaitLog("signal TERM");
        assertThat(job.isOver()).isFalse();
        signalLauncher("USR2");

        assertThat(job.result().exit()).isEqualTo(70);
        assertThat(slot.isForgotten()).isTrue();
    }

    @Test
    void comesAgainAfterTheJobWhenTheNodeIsNotClean() {
        node.simulated("fault", "add", "fail", "command=destroy");
        slot.record(1).guests(1);
        agent("exit 0\n");

        Run.Result result = job().result();

        assertThat(result.exit()).isEqualTo(70);
        assertThat(result.err()).contains("not known to be clean");
        Patience.await("comes again")
                .until(() -> !node.processes("vmpilot-reap").isEmpty());
        node.simulated("fault", "clear");
        Patience.await("clean").until(() -> slot.isForgotten() && !node.isBarred());
        assertThat(node.domains()).isEmpty();
    }

    @Test
    void deliversOutsideOfTheJobWhateverHappensToIt() {
        agent("exit 0\n");
        job().result();

        assertThat(node.processes("deliver")).as("tries again").isNotEmpty();
        node.sh("printf '#!/bin/sh\\nrm /var/lib/vmpilot/outbox/*\\n' >/etc/vmpilot/agent")
                .mustSucceed();
        Patience.await("delivered").until(() -> node.processes("deliver").isEmpty());
        assertThat(node.list("/var/lib/vmpilot/outbox")).isEmpty();
    }

    @Test
    void startsWithACleanEnvironmentWhateverTheJobHas() {
        agent("tr '\\000' '\\n' </proc/$$/environ; grep -E '^Sig(Ign|Blk)' /proc/self/status; ls /proc/$$/fd\n");
        List<String> hostile = List.of(
                "PATH=/nowhere:/usr/bin:/bin",
                "BASH_ENV=/run/nowhere",
                "ENV=/run/nowhere",
                "IFS=/v",
                "LD_PRELOAD=/nowhere.so",
                "JAVA_TOOL_OPTIONS=-Dx",
                "_JAVA_OPTIONS=-Dx",
                "JDK_JAVA_OPTIONS=-Dx",
                "CLASSPATH=/x",
                "SHELLOPTS=xtrace",
                "PS4=$(touch /run/evil)",
                "VMPILOT_SLOT=vzzzzzzza1.1",
                "VMPILOT_STARTED_MS=1",
                "LC_ALL=tr_TR",
                "HOME=/tmp",
                "conf_java=/bin/false");

        Run.Result result = job(hostile, slot.key()).result();

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(node.exists("/run/evil")).isFalse();
        assertThat(node.read(LOG)
                        .lines()
                        .filter(line -> line.matches("[A-Za-z_0-9]+=.*"))
                        .map(line -> line.substring(0, line.indexOf('='))))
                .contains("PATH", "HOME", "VMPILOT_SLOT")
                .isSubsetOf("PATH", "LC_ALL", "HOME", "VMPILOT_SLOT", "VMPILOT_STARTED_MS", "PWD", "SHLVL", "_");
        assertThat(node.read(LOG))
                .contains(slot.mark() + "\n")
                .contains("PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\n")
                .contains("SigBlk:\t0000000000000000");
    }

    /** One node for all of them: none may leave anything. */
    @Test
    void refusesOtherArguments() {
        agent("exit 0\n");
        for (String words : List.of(
                "run",
                "run x",
                "run vabcdefga1",
                "run vabcdefga1.2 x",
                "run vabcdefga1.2\\ ",
                "run ../../etc",
                "run vabcdefga1.2/../x",
                "run VABCDEFGa1.2",
                "run vabcdefga1.0",
                "run vabcdefga1.02",
                "run vabcdefga01.2",
                "run vabcdefga100.2",
                "run vabcdefga1.1000",
                "run 'vabcdefga1.2\nx'",
                "run '$(touch /run/evil)'",
                "run -- vabcdefga1.2",
                "run ''",
                "run '*'",
                "run vabc1efga1.2")) {
            Run.Result result = node.startAsJob(
                            "/bin/sh", "-c", "sudo -n " + VirtualNode.PROGRAMS + "vmpilot-node " + words)
                    .result();

            assertThat(result.exit()).as(words).isIn(1, 64);
        }
        assertThat(node.exists("/run/evil")).isFalse();
        assertThat(node.exists(LOG)).isFalse();
        assertThat(node.exists("/var/lib/vmpilot")).isFalse();
    }

    @Test
    void givesTheAccountNothingElse() {
        agent("exit 0\n");
        for (String words : List.of(
                "vmpilot-node deliver",
                "vmpilot-node again vabcdefga1.2",
                "vmpilot-node --clean 1.0 run vabcdefga1.2",
                "vmpilot-node",
                "vmpilot-reap --all",
                "vmpilot-create vabcdefga1.2 0",
                "vmpilot-memory")) {
            Run.Result result = node.startAsJob("/bin/sh", "-c", "sudo -n " + VirtualNode.PROGRAMS + words)
                    .result();

            assertThat(result.exit()).as(words).isEqualTo(1);
            assertThat(result.err()).as(words).contains("sudo:");
        }
        assertThat(node.exists(LOG)).isFalse();
    }

    @Test
    void handsHostileLinesOnAsTheyAre() {
        agent("head -c 20000 | wc -c\n");

        Run.Result result = node.startAsJob(
                        "/bin/sh",
                        "-c",
                        "{ printf 'signal $(touch /run/evil)\\n\\000\\377'; head -c 30000 /dev/zero; } | sudo -n "
                                + VirtualNode.PROGRAMS + "vmpilot-node run " + slot.key())
                .result();

        assertThat(result.exit()).isZero();
        assertThat(node.exists("/run/evil")).isFalse();
        assertThat(node.read(LOG)).contains("20000\n");
    }

    @Test
    void isNotHeldUpByAnOutputThatNobodyReads() {
        slot.record(1).guests(1);
        agent(
                "i=0; while [ $i -lt 3000 ]; do echo ..................................................; i=$((i+1)); done\n");

        Run job = node.startAsJob(
                "/bin/bash",
                "-c",
                "exec 5<> <(:); head -c 65536 /dev/zero >&5; exec sudo -n " + VirtualNode.PROGRAMS + "vmpilot-node run "
                        + slot.key() + " >&5 2>&5 </dev/null");

        assertThat(job.result().exit()).isZero();
        assertThat(slot.isForgotten()).isTrue();
    }

    @Test
    void refusesASecondRunWhileTheFirstLives() {
        slot.record(1).guests(1);
        agent(READS);
        Run job = job();
        awaitLog("lrm grid-engine");

        assertThat(job().result().exit()).isEqualTo(3);
        assertThat(node.domains()).as("and reaps nothing").hasSize(1);

        VirtualNode.kill(
                "USR2",
                node.processes("bash " + VirtualNode.PROGRAMS + "pilot-job").get(0));
        assertThat(job.result().exit()).isEqualTo(5);
    }

    @Test
    void startsNothingWithAConfigurationInError() {
        agent("exit 0\n");
        node.configure("xl-timeout", "soon");

        Run.Result result = job().result();

        assertThat(result.exit()).isEqualTo(78);
        assertThat(result.err()).contains("xl-timeout: must be a number of seconds");
        assertThat(node.exists(LOG)).isFalse();
    }

    @Test
    void runsInASessionOfItsOwn() {
        agent("ps -o sid= -p $$; echo session\nread -r a; read -r b; read -r c\n");
        Run job = job();
        awaitLog("session");

        long agent = node.processes("vmpilot.agent.Agent run").get(0);
        assertThat(session(agent)).isNotEqualTo(session(job.pid()));
        signalLauncher("TERM");
        assertThat(job.result().exit()).isZero();
    }

    private static String session(long pid) {
        return Run.start(List.of("ps", "-o", "sid=", "-p", Long.toString(pid)), "")
                .result()
                .out()
                .trim();
    }

    /** An account may do this to itself before it calls sudo. */
    @Test
    void isNotWeakenedByTheSignalsOfItsCaller() {
        slot.record(2).guests(2);
        agent("grep -E '^Sig(Ign|Blk)' /proc/self/status; nice; sleep 1\necho slept\n");

        Run.Result result = throughPython(
                "os.nice(19)",
                "for n in range(1, 32):",
                "  if n not in (s.SIGKILL, s.SIGSTOP): s.signal(n, s.SIG_IGN)",
                "s.pthread_sigmask(s.SIG_BLOCK, {s.SIGALRM, s.SIGTERM, s.SIGHUP, s.SIGUSR1, s.SIGPIPE})");

        assertThat(result.exit()).as(result.err()).isZero();
        // USR2, USR1 and XCPU by intention, INT and QUIT by some shells; 32 and 33 are glibc's own and cannot be reset.
        assertThat(node.read(LOG)).containsPattern("SigIgn:\t0000000[01][08]0800a0[06]\n");
        assertThat(node.read(LOG)).contains("SigBlk:\t0000000000000000\n", "\n0\nslept\n");
        assertThat(node.domains()).isEmpty();
        assertThat(slot.verdict()).isEqualTo("clean");
    }

    /** The same of limits, as Grid Engine's h_fsize, h_cpu, h_vmem set them. */
    @Test
    void isNotWeakenedByTheLimitsOfItsCaller() throws IOException {
        Assumptions.assumeTrue(mayRaiseLimits(), "root may not raise limits here (CAP_SYS_RESOURCE)");
        slot.record(2).guests(2);
        agent("ulimit -f; ulimit -t; ulimit -v; cat /proc/self/oom_score_adj\n");

        Run.Result result = throughPython(
                "open('/proc/self/oom_score_adj', 'w').write('1000')",
                "r.setrlimit(r.RLIMIT_FSIZE, (4096, 4096)); r.setrlimit(r.RLIMIT_CPU, (3, 3))",
                "r.setrlimit(r.RLIMIT_AS, (1 << 27, 1 << 27)); r.setrlimit(r.RLIMIT_NOFILE, (20, 20))");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(node.read(LOG)).contains("unlimited\nunlimited\nunlimited\n0\n");
        assertThat(slot.verdict()).isEqualTo("clean");
    }

    /** Bit 24 of the effective capabilities. */
    private static boolean mayRaiseLimits() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).trim(), 16) >> 24 & 1) == 1);
    }

    private Run.Result throughPython(String... lines) {
        String program = "import os, resource as r, signal as s\n" + String.join("\n", lines)
                + "\nos.execv('/usr/bin/sudo', ['sudo', '-n', '" + VirtualNode.PROGRAMS + "vmpilot-node', 'run', '"
                + slot.key() + "'])\n";
        return node.startAsJob("/usr/bin/python3", "-c", program).result();
    }

    @Test
    void leavesNoProcessBehind() {
        agent("exit 0\n");
        job().result();

        // Who delivers may begin after the job's end, and would go on until there is a coordinator.
        Patience.await("only the init is left").until(() -> {
            node.processes("deliver").forEach(pid -> VirtualNode.kill("KILL", pid));
            return node.processes("").size() == 1
                    || node.processes("sleep").size() == node.processes("").size() - 1;
        });
    }
}
