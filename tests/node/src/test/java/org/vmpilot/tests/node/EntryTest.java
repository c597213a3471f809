package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes in from outside: names that others use too, a JVM's own exit codes, too many at once, a kernel that says what it is. */
class EntryTest extends OnANode {
    private void agent(String script) {
        node.write("/etc/vmpilot/agent", "#!/bin/sh\ncase \"$*\" in *' deliver') exit 1 ;; esac\n" + script);
        node.sh("chmod 700 /etc/vmpilot/agent").mustSucceed();
        node.configure("java", "/etc/vmpilot/agent");
    }

    private Run.Result pilot(String... environment) {
        String[] command = new String[environment.length + 2];
        command[0] = "env";
        System.arraycopy(environment, 0, command, 1, environment.length);
        command[command.length - 1] = VirtualNode.PROGRAMS + "pilot-job";
        return node.startAsJob(command).result();
    }

    /** Jenkins and others export JOB_NAME: an LRM's own names count where that LRM has started the job. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SLURM_JOB_ID=5 SLURM_JOB_NAME=%s",
                "PBS_JOBID=5.server PBS_JOBNAME=%s",
                "VMPILOT_LRM_JOB=5 VMPILOT_LRM_NAME=%s"
            })
    void theTokenIsTheNameThatTheLrmGave(String environment) {
        agent("echo \"$*\" >/run/words\nexit 4\n");
        String[] own = ("JOB_NAME=build-77 " + environment.formatted(slot.key())).split(" ");

        Run.Result result = pilot(own);

        assertThat(node.exists("/run/words"))
                .as("exit %d: %s", result.exit(), result.err())
                .isTrue();
        assertThat(node.read("/run/words")).contains("run " + slot.key());
    }

    /** The JVM's own 3 (its memory ran out) is never "nothing was started". */
    @Test
    void anAgentThatRanOutOfMemoryHasFailedAndItsGuestsAreBroughtHome() {
        slot.record(1);
        agent("/opt/vmpilot/node/vmpilot-create " + slot.key() + " 0\nexit 3\n");

        Run.Result result = pilot("VMPILOT_LRM_JOB=4711", "VMPILOT_LRM_NAME=" + slot.key());

        assertThat(result.exit()).as(result.err()).isEqualTo(1);
        assertThat(node.domains()).isEmpty();
        assertThat(slot.certificate().get("notice").asText()).isEqualTo("FAILED");
    }

    @Test
    void moreThanTheNodeAllowsAreRefusedInWordsAndHoldNobodyUp() {
        node.configure("pilots-max", "2");
        Run one = new Slot(node, "vabcdefga1.7").held();
        Run two = new Slot(node, "vabcdefga1.8").held();
        agent("echo started >/run/words\nexit 4\n");

        Run.Result third = pilot("VMPILOT_LRM_JOB=4711", "VMPILOT_LRM_NAME=" + slot.key());

        assertThat(third.exit()).isEqualTo(3);
        assertThat(third.err()).contains("pilots-max");
        assertThat(node.exists("/run/words")).isFalse();
        node.processes("sleep 7777").forEach(pid -> VirtualNode.kill("KILL", pid));
        one.result();
        two.result();
    }

    /** LRMs give a pilot job no output that anybody reads: what does not even begin says so to the node's log. */
    @Test
    void whoDoesNotBeginSaysWhyToTheNodesLog() {
        node.write("/run/tools/logger", "#!/bin/sh\nprintf '%s\\n' \"$*\" >>/run/syslog\n");
        node.sh("chmod 755 /run/tools /run/tools/logger; : >/run/syslog; chmod 666 /run/syslog;"
                        + " mount --bind /run/tools/logger \"$(readlink -f \"$(command -v logger)\")\"")
                .mustSucceed();
        String[] job = {"VMPILOT_LRM_JOB=4711", "VMPILOT_LRM_NAME=" + slot.key()};
        List<Integer> exits = new ArrayList<>();

        exits.add(pilot("VMPILOT_LRM_JOB=4711", "VMPILOT_LRM_NAME=noslot").exit());
        node.sh("mv /etc/sudoers.d/vmpilot /etc/vmpilot/rule").mustSucceed();
        exits.add(pilot(job).exit());
        node.sh("mv /etc/vmpilot/rule /etc/sudoers.d/vmpilot").mustSucceed();
        node.configure("xl-timeout", "soon");
        exits.add(pilot(job).exit());
        node.configure("xl-timeout", "20");
        node.hostile("var-read-only");
        node.sh("umount /var/lib/vmpilot; mount -t tmpfs -o ro tmpfs /var/lib/vmpilot")
                .mustSucceed();
        exits.add(pilot(job).exit());

        assertThat(exits).containsExactly(64, 77, 78, 73);
        String log = node.read("/run/syslog");
        assertThat(log.lines())
                .as(log)
                .hasSize(4)
                .allMatch(line -> line.startsWith("-t pilot-job -p user.err -- exit "));
        assertThat(log)
                .contains("exit 64: nothing was started: not a slot token: 'noslot")
                .contains("exit 77: " + slot.key() + ": sudo: ")
                .contains("exit 78: " + slot.key() + ": vmpilot-node: /etc/vmpilot/node.conf: line ")
                .contains("exit 73: " + slot.key() + ": vmpilot-node: nothing was started: mkdir: ");
    }

    /** Each counts the others while their locks are on their way. */
    @Test
    void ofThoseThatBeginAtOnceNotOneIsTooMany() {
        node.configure("pilots-max", "2");
        agent("echo >>/run/begun\nwhile [ ! -e /run/end ]; do sleep 0.1; done\nexit 4\n");
        node.sh("cp \"$(readlink -f \"$(command -v flock)\")\" /run/real-flock").mustSucceed();
        node.install("flock", "#!/bin/sh\nsleep 0.5\nexec /run/real-flock \"$@\"\n");
        List<Run> jobs = new ArrayList<>();
        for (int index = 1; index <= 4; index++) {
            String key = "vabcdefga1." + index;
            jobs.add(node.startAsJob("env", "VMPILOT_LRM_JOB=47" + index, VirtualNode.PROGRAMS + "pilot-job", key));
        }

        Patience.await("two are refused")
                .until(() -> jobs.stream().filter(Run::isOver).count() >= 2);
        Patience.await("two have begun")
                .until(() -> node.exists("/run/begun")
                        && node.read("/run/begun").lines().count() >= 2);

        node.write("/run/end", "");
        List<Integer> exits =
                jobs.stream().map(job -> job.result().exit()).sorted().toList();
        assertThat(exits).containsExactly(3, 3, 4, 4);
        assertThat(node.read("/run/begun").lines()).hasSize(2);
    }

    // ---- the kernel knows whether it runs on Xen ----

    @Test
    void anXlThatHangsAtTheBootIsNoMachineWithoutXen() {
        node.write("/run/orphan.cfg", "name=\"o\"\nuuid=\"" + slot.uuid(0) + "\"\nmemory=64\nkernel=\"/k\"\n");
        node.exec("xl", "create", "/run/orphan.cfg").mustSucceed();
        node.simulated("fault", "add", "hang");

        Run.Result boot = node.exec(VirtualNode.PROGRAMS + "vmpilot-boot", "start");

        assertThat(boot.exit()).as(boot.err()).isEqualTo(1);
        assertThat(node.isBarred()).isTrue();
        node.simulated("fault", "clear");
        Patience.await("it comes again").until(() -> node.domains().isEmpty() && !node.isBarred());
    }

    @Test
    void aMachineThatWasNotBootedUnderXenIsLeftAlone() {
        node.hostile("bare-metal");
        node.simulated("set", "hypervisor=no");

        assertThat(node.exec(VirtualNode.PROGRAMS + "vmpilot-boot", "start").exit())
                .isZero();

        assertThat(node.isBarred()).isFalse();
    }
}
