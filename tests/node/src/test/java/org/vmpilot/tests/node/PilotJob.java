package org.vmpilot.tests.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A pilot job that runs: launcher, sudo, vmpilot-node, guard as shipped, with a small agent of the test's that records its slot,
 * arms its guard, makes room, creates one guest, and leaves at the end of the launcher's lines or at a USR2.
 */
final class PilotJob {
    static final String LOG = "/run/agent.log";
    static final int DOM0_MIB = 1024;

    /** What tells each process of a job by its command line. */
    private static final Map<String, String> PROCESSES = Map.of(
            "launcher", "bash " + VirtualNode.PROGRAMS + "pilot-job",
            "sudo", "sudo -n",
            "vmpilot-node", "vmpilot-node --clean",
            "guard", "vmpilot-guard " + "v",
            "agent", "vmpilot.agent.Agent run");

    private final VirtualNode node;
    private final Slot slot;
    private Run job;

    PilotJob(VirtualNode node, Slot slot) {
        this.node = node;
        this.slot = slot;
    }

    /** Starts it; returns when the guest runs. */
    PilotJob start() {
        return start(":");
    }

    /** @param atBegin what the agent does (sh) once the slot is recorded, before it arms the guard */
    PilotJob start(String atBegin) {
        slot.record(1);
        node.configure("dom0-memory", Integer.toString(DOM0_MIB));
        node.write("/etc/vmpilot/agent", """
                #!/bin/sh
                case "$*" in *' deliver') exit 1 ;; esac
                exec >>%s 2>&1
                slot=${VMPILOT_SLOT%%.*}
                %s
                exec 9>/run/vmpilot/locks/$slot.guard || exit 1
                echo armed >&9
                /opt/vmpilot/node/vmpilot-memory 9>&-
                /opt/vmpilot/node/vmpilot-create $slot 0 9>&-
                while read -r line; do echo "$line"; [ "$line" != 'signal USR2' ] || exit 0; done
                """.formatted(LOG, atBegin));
        node.sh("chmod 700 /etc/vmpilot/agent").mustSucceed();
        node.configure("java", "/etc/vmpilot/agent");
        job = node.startAsJob("env", "VMPILOT_LRM_JOB=4711", VirtualNode.PROGRAMS + "pilot-job", slot.key());
        Patience.await("the guest runs").until(() -> node.domains().size() == 1);
        return this;
    }

    Run run() {
        return job;
    }

    List<Long> processes(String who) {
        return node.processes(PROCESSES.get(who));
    }

    /** In this order: who would act on another one's end goes first. */
    void signal(String signal, String... whom) {
        List<Long> all = new ArrayList<>();
        for (String who : whom) {
            List<Long> pids = processes(who);
            if (pids.isEmpty()) {
                throw new AssertionError("no " + who);
            }
            all.addAll(pids);
        }
        VirtualNode.kill(signal, all);
    }

    /** Tells the agent to leave. */
    void end() {
        signal("USR2", "launcher");
    }

    /** The simulated xl's own state: no guest, and dom0 has its memory. */
    boolean isHome() {
        return node.domains().isEmpty() && node.dom0Mib() == DOM0_MIB;
    }

    void awaitHome() {
        Patience.await("the node is home").until(() -> isHome() && slot.isForgotten());
    }
}
