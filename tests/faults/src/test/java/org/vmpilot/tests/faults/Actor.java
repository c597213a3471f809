package org.vmpilot.tests.faults;

import java.util.List;
import org.vmpilot.tests.node.VirtualNode;

/** Who brings the node home in a hostile case: a line of sh, as root, in which $slot is the slot. */
enum Actor {
    REAP_SLOT("vmpilot-reap --slot $slot"),
    REAP_JOB("vmpilot-reap --job 4711"),
    REAP_OVER("vmpilot-reap --over"),
    EPILOG("epilog", "VMPILOT_LRM_JOB=4711"),
    PROLOG("prolog", "VMPILOT_LRM_JOB=4712"),
    GRID_ENGINES_EPILOG("epilog grid-engine", "JOB_ID=4711 SGE_TASK_ID=undefined"),
    GRID_ENGINES_PROLOG("prolog grid-engine", "JOB_ID=4712 SGE_TASK_ID=undefined"),
    SLURMS_EPILOG("epilog", "SLURM_JOB_ID=4711"),
    PBS_EPILOG("epilog 4711"),
    BOOT("vmpilot-boot start"),
    KILL_ALL("vmpilot-killall kill-all judge@host run-1"),
    /** The epilogs of two jobs at once. */
    TWO_EPILOGS("epilog", "VMPILOT_LRM_JOB=4711", 2),
    TWO_OTHERS_EPILOGS("epilog", "VMPILOT_LRM_JOB=4713", 2),
    TWO_REAPERS("vmpilot-reap --slot $slot", "", 2),
    /** One that was killed half-way, and the next one has its PID. */
    EPILOG_UNDER_AN_EARLIER_ONES_PID(
            "epilog",
            "VMPILOT_LRM_JOB=4711",
            "%1$s & p=$!; sleep 0.3; kill -KILL $p; wait $p; echo $((p - 1)) >/proc/sys/kernel/ns_last_pid; %1$s & wait $!"),
    /** Grid Engine's execd asks its load sensor for as long as the epilog runs: a mark is seen, and what has none is not. */
    EPILOG_BESIDE_A_LOAD_SENSOR(
            "epilog grid-engine",
            "JOB_ID=4711 SGE_TASK_ID=undefined",
            "set -o pipefail; %1$s | " + VirtualNode.PROGRAMS + "vmpilot-load-sensor >/dev/null");

    private final String program;
    private final String environment;
    /** In bash: %1$s is the program. */
    private final String how;

    final int times;

    Actor(String program) {
        this(program, "");
    }

    Actor(String program, String environment) {
        this(program, environment, 1);
    }

    Actor(String program, String environment, int times) {
        this(program, environment, "exec %1$s", times);
    }

    Actor(String program, String environment, String how) {
        this(program, environment, how, 1);
    }

    Actor(String program, String environment, String how, int times) {
        this.program = program;
        this.environment = environment;
        this.how = how;
        this.times = times;
    }

    List<String> command(String slot) {
        String line = "slot=" + slot + "; export " + (environment.isEmpty() ? "nothing=" : environment) + "; "
                + how.formatted(VirtualNode.PROGRAMS + program);
        return List.of(how.startsWith("exec") ? "/bin/sh" : "/bin/bash", "-p", "-c", line);
    }

    /** A hook answers for its job: others' slots that live are none of its business, all that are over are. */
    boolean isKillAll() {
        return this == KILL_ALL;
    }

    /** Its exit 0 says as well that the mark is there, which the sensor shows for as long. */
    boolean hasSensor() {
        return this == EPILOG_BESIDE_A_LOAD_SENSOR;
    }

    /** The words by which its process is known. */
    String processName() {
        return program.split(" ", 2)[0];
    }
}
