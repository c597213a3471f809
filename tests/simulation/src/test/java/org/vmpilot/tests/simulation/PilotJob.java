package org.vmpilot.tests.simulation;

import java.util.List;
import java.util.Optional;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.protocol.SlotKey;

/** A pilot job as the LRM has it: a job by itself, or one node's part of a gang. */
final class PilotJob {
    final JobId id;
    final String name;
    final int task;
    final long walltimeMs;
    final JobRequest request;
    Job.State state = Job.State.QUEUED;
    Machine machine;
    /** The run under way; null while there is none. */
    PilotRun run;

    /** It runs again when its run is over. */
    boolean requeue;

    /** The LRM has lost it, whether it runs or not. */
    boolean forgotten;

    /** What it is a part of; null: it is a job by itself. */
    final Gang gang;

    PilotJob(JobId id, JobRequest request, int task, Gang gang) {
        this.gang = gang;
        this.id = id;
        this.name = request.name();
        this.task = task;
        this.walltimeMs = request.walltime().toMillis();
        this.request = request;
    }

    /** As the launcher completes its name. */
    SlotKey slot() {
        return SlotKey.parse(task > 0 ? name + "." + task : name);
    }

    /** Whether it may run there; no machine has any property. */
    boolean takes(Machine there) {
        return request.nodeProperty().isEmpty() && !request.avoided().contains(there.name);
    }

    /** What is one job with it, itself included. */
    List<PilotJob> all() {
        return gang == null ? List.of(this) : gang.pilots;
    }

    /** Whether the LRM shows it: of a gang there is one record. */
    boolean shown() {
        return !forgotten && (gang == null || task == 1);
    }

    Job view() {
        if (gang != null) {
            return gang.view();
        }
        Optional<String> node = Optional.ofNullable(machine).map(where -> where.name);
        return new Job(id, name, task, state, node, Optional.empty());
    }

    /** A record of which only the id can be read. */
    Job unreadable() {
        return new Job(id, "", gang == null ? task : 0, Job.State.UNKNOWN, Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return id + " " + name + (machine == null ? "" : " on " + machine.name);
    }
}
