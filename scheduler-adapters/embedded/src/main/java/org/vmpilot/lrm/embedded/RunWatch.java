package org.vmpilot.lrm.embedded;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.host.ProcessId;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.host.Uptime;

/** Looks at the runs of placed jobs, by what their shepherds wrote, and ends those that are to end. */
final class RunWatch {
    /**
     * A shepherd that has not claimed its run by then was never born, or is slow: it is forestalled, and the next one gets more
     * time. A late one finds the claim and runs nothing.
     */
    private static final long CLAIM_MS = 5_000;

    private static final int SLOWEST = 12;

    private final Shepherds shepherds;
    private final LrmConfig config;
    private final JobProcesses processes;
    private final Uptime uptime;
    private final String bootId;
    private final Map<JobKey, Long> firstLooks = new HashMap<>();
    private final Map<JobKey, Long> terminated = new HashMap<>();

    RunWatch(Shepherds shepherds, LrmConfig config, Uptime uptime, String bootId) {
        this.shepherds = shepherds;
        this.config = config;
        this.processes = new JobProcesses(config.site().killStyle(), new SessionCommandRunner());
        this.uptime = uptime;
        this.bootId = bootId;
    }

    /** @throws IOException the run could not be looked at: nothing is known */
    RunLook look(JobEntry entry) throws IOException, InterruptedException {
        RunFolder folder = shepherds.folder(entry.key(), entry.run());
        RunLook look = lookAt(entry, folder);
        if (look instanceof RunLook.NotBegun || look instanceof RunLook.Over) {
            firstLooks.remove(entry.key());
            terminated.remove(entry.key());
        }
        return look;
    }

    private RunLook lookAt(JobEntry entry, RunFolder folder) throws IOException, InterruptedException {
        Optional<ProcessId> shepherd = folder.shepherd();
        // Alive is asked before the end is: a shepherd that ends in between has written its last word.
        boolean alive = entry.bootId().equals(bootId)
                && shepherd.filter(ProcessId::isAlive).isPresent();
        Optional<String> end = folder.end();
        if (end.isPresent()) {
            return ended(entry, folder.exit().orElseThrow(), end.get());
        }
        if (shepherd.isEmpty()) {
            return unclaimed(entry, folder);
        }
        if (!alive) {
            return lost(entry, folder);
        }
        if (entry.kill().isPresent()) {
            pursue(entry, folder);
            return new RunLook.Going();
        }
        if (entry.halted()) {
            halt(folder);
        }
        return isPastWalltime(entry, folder) ? new RunLook.PastWalltime() : new RunLook.Going();
    }

    private RunLook unclaimed(JobEntry entry, RunFolder folder) throws IOException {
        long since = uptime.millis() - firstLooks.computeIfAbsent(entry.key(), key -> uptime.millis());
        if (entry.bootId().equals(bootId)
                && since < CLAIM_MS * Math.min(entry.run(), SLOWEST)
                && !folder.isClaimedForNobody()) {
            return new RunLook.Going();
        }
        if (folder.claimForNobody() || folder.isClaimedForNobody()) {
            return new RunLook.NotBegun(RunLook.NotBegun.Fault.NONE, "its shepherd was never born");
        }
        return new RunLook.Going();
    }

    private static RunLook ended(JobEntry entry, String[] exit, String epilog) {
        Optional<String> doubt = epilog.equals("none") || epilog.equals("0")
                ? Optional.empty()
                : Optional.of("epilog of job " + entry.key() + " ended with " + epilog);
        String node = entry.node().orElseThrow();
        return switch (exit[0]) {
            case "ran" -> new RunLook.Over(JobOutcome.ofStatus(Integer.parseInt(exit[1]), cause(entry)), doubt);
            case "prolog" ->
                new RunLook.NotBegun(
                        exit[1].equals("99") ? RunLook.NotBegun.Fault.OTHER_NODE : RunLook.NotBegun.Fault.PROLOG,
                        "prolog of job " + entry.key() + " ended with " + exit[1] + " on " + node);
            case "not-entered" ->
                new RunLook.NotBegun(
                        RunLook.NotBegun.Fault.ENTER, node + " could not be entered (status " + exit[1] + ")");
            default ->
                new RunLook.Over(new JobOutcome(JobOutcome.How.NEVER_RAN, 0, cause(entry) + " before it began"), doubt);
        };
    }

    /** The shepherd is gone without its last word: what is left of the job is ended, and the node is in doubt. */
    private RunLook lost(JobEntry entry, RunFolder folder) throws IOException {
        Optional<RunFolder.Top> top = folder.top();
        if (top.isPresent() && entry.bootId().equals(bootId)) {
            processes.kill(top.get());
        }
        JobOutcome outcome = folder.exit()
                .filter(exit -> exit[0].equals("ran"))
                .map(exit -> JobOutcome.ofStatus(Integer.parseInt(exit[1]), cause(entry)))
                .orElse(new JobOutcome(JobOutcome.How.LOST, 0, "lost: its shepherd is gone without a word"));
        // After a reboot nothing of the job can be left; that is for the node's own start to see to.
        return new RunLook.Over(
                outcome,
                entry.bootId().equals(bootId)
                        ? Optional.of("shepherd of job " + entry.key() + " is gone, no epilog ran")
                        : Optional.empty());
    }

    private boolean isPastWalltime(JobEntry entry, RunFolder folder) throws IOException {
        Optional<RunFolder.Top> top = folder.top();
        return top.isPresent()
                && folder.exit().isEmpty()
                && uptime.millis() - top.get().uptimeMs() >= entry.submission().walltimeSeconds() * 1000;
    }

    /** At every look: a process that was just being born gets its STOP with the next. */
    private void halt(RunFolder folder) throws IOException, InterruptedException {
        Optional<RunFolder.Top> top = folder.top();
        if (top.isPresent() && folder.exit().isEmpty()) {
            processes.stop(top.get());
        }
    }

    /** Lets a suspended job go on. */
    void goOn(JobEntry entry) throws IOException, InterruptedException {
        Optional<RunFolder.Top> top = shepherds.folder(entry.key(), entry.run()).top();
        if (top.isPresent()) {
            processes.goOn(top.get());
        }
    }

    /** TERM once, KILL from the kill delay on until it is gone. After a restart of the daemon both begin anew. */
    private void pursue(JobEntry entry, RunFolder folder) throws IOException, InterruptedException {
        folder.cancel();
        Optional<RunFolder.Top> top = folder.top();
        if (top.isEmpty() || folder.exit().isPresent()) {
            return;
        }
        Long since = terminated.get(entry.key());
        if (since == null) {
            processes.terminate(top.get());
            if (entry.halted()) {
                // As Slurm does it: who is stopped hears no TERM.
                processes.goOn(top.get());
            }
            terminated.put(entry.key(), uptime.millis());
        } else if (uptime.millis() - since >= killDelayMs(entry)) {
            processes.kill(top.get());
        }
    }

    private long killDelayMs(JobEntry entry) {
        return config.queue(entry.submission().queue())
                .map(queue -> queue.killDelay().toMillis())
                .orElse(10_000L);
    }

    private static String cause(JobEntry entry) {
        return entry.kill()
                .map(cause -> switch (cause) {
                    case WALLTIME -> "walltime";
                    case CANCELLED -> "cancelled";
                    case PREEMPTED, REQUEUED -> "preempted";
                    case NODE_LOST -> "a node of the gang was lost";
                })
                .orElse("");
    }
}
