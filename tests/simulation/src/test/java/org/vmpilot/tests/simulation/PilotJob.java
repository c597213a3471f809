package org.vmpilot.tests.simulation;

import java.util.Optional;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.protocol.SlotKey;

/** A pilot job as the LRM has it. */
final class PilotJob {
    final JobId id;
    final String name;
    final int task;
    final long walltimeMs;
    Job.State state = Job.State.QUEUED;
    Machine machine;
    /** The run under way; null while there is none. */
    PilotRun run;

    /** It runs again when its run is over. */
    boolean requeue;

    /** The LRM has lost it, whether it runs or not. */
    boolean forgotten;

    PilotJob(JobId id, String name, int task, long walltimeMs) {
        this.id = id;
        this.name = name;
        this.task = task;
        this.walltimeMs = walltimeMs;
    }

    /** As the launcher completes its name. */
    SlotKey slot() {
        return SlotKey.parse(task > 0 ? name + "." + task : name);
    }

    Job view() {
        Optional<String> node = Optional.ofNullable(machine).map(where -> where.name);
        return new Job(id, name, task, state, node, Optional.empty());
    }

    @Override
    public String toString() {
        return id + " " + name + (machine == null ? "" : " on " + machine.name);
    }
}
