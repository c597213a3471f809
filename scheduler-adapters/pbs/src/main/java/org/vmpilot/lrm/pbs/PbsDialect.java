package org.vmpilot.lrm.pbs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ggf.drmaa.DrmCommunicationException;
import org.vmpilot.lrm.Dialect;
import org.vmpilot.lrm.DrainHold;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.NodeName;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.lrm.commands.Programs;

/** PBS as its commands show it. */
final class PbsDialect implements Dialect {
    private final PbsSettings settings;
    private final InstantSource clock;
    private final Asking pbs;
    private final Qstat qstat;
    private final KnownJobs known;
    private final Releases releases;

    PbsDialect(PbsSettings settings, InstantSource clock, Programs programs, Qstat qstat, KnownJobs known) {
        this.settings = settings;
        this.clock = clock;
        this.pbs = new Asking(programs);
        this.qstat = qstat;
        this.known = known;
        this.releases = new Releases(programs, qstat, known);
    }

    @Override
    public String name() {
        return "pbs";
    }

    @Override
    public Duration settleTime() {
        return settings.settle();
    }

    @Override
    public String nativeSpecification(JobRequest request) throws LrmException {
        return new NativeSpecification(settings).of(request);
    }

    @Override
    public Set<JobRequest.Assembly> assemblies() {
        return Set.of(JobRequest.Assembly.JOBS, JobRequest.Assembly.GANG);
    }

    @Override
    public boolean shrinks() {
        return true;
    }

    @Override
    public void release(JobId job, String node) throws LrmException {
        releases.release(job, node);
    }

    @Override
    public JobSnapshot snapshot(Collection<JobId> expected) throws LrmException {
        Instant askedAt = clock.instant();
        Listing shown = jobs(expected);
        List<Job> jobs = shown.jobs().stream().map(PbsDialect::job).toList();
        return new JobSnapshot(askedAt, jobs, shown.complete());
    }

    @Override
    public List<Job> search(String name) throws LrmException {
        return jobs(List.of()).jobs().stream()
                .filter(job -> job.name().equals(name))
                .map(PbsDialect::job)
                .toList();
    }

    /**
     * Ours, arrays as their tasks. A job whose owner cannot be read may be ours.
     *
     * @param expected looked for by their ids where the one answer does not have them
     */
    private Listing jobs(Collection<JobId> expected) throws LrmException {
        Map<String, PbsJob> all = new LinkedHashMap<>();
        boolean complete;
        try {
            Listing queued = qstat.all(settings.queues());
            queued.jobs().forEach(job -> all.put(job.id(), job));
            // An operator may have moved it to a queue that we do not ask for, or from one into another between two
            // questions; or not even the id of its record could be read.
            Set<String> missing = expected.stream().map(JobId::text).collect(Collectors.toCollection(TreeSet::new));
            missing.removeAll(all.keySet());
            Listing byId = qstat.some(missing);
            byId.jobs().forEach(job -> all.putIfAbsent(job.id(), job));
            complete = queued.complete() && byId.complete();
        } catch (DrmCommunicationException e) {
            throw Asking.unreachable(e.getMessage(), e);
        }
        List<PbsJob> ours = all.values().stream()
                .filter(job -> job.owner().isEmpty() || job.owner().equals(settings.owner()))
                .filter(job -> !job.isArray())
                .toList();
        known.seen(ours);
        return new Listing(ours, complete);
    }

    static Job job(PbsJob job) {
        return new Job(new JobId(job.id()), job.name(), job.task(), state(job), job.host(), reason(job));
    }

    private static Job.State state(PbsJob job) {
        return switch (job.state()) {
            case 'Q', 'W', 'T' -> Job.State.QUEUED;
            case 'H' -> Job.State.HELD;
            case 'R', 'E', 'B' -> Job.State.RUNNING;
            case 'S', 'U' -> Job.State.SUSPENDED;
            case 'F', 'X' -> Job.State.ENDED;
            default -> Job.State.UNKNOWN;
        };
    }

    /** Exit_status with it: for people, who should know that 0 proves nothing after a mom has adopted its jobs. */
    private static Optional<String> reason(PbsJob job) {
        Optional<String> status = job.exitStatus().filter(unused -> job.over()).map(code -> "Exit_status " + code);
        if (status.isEmpty() || job.comment().isEmpty()) {
            return job.comment().or(() -> status);
        }
        return Optional.of(job.comment().get() + " (" + status.get() + ")");
    }

    @Override
    public List<NodeState> nodes() throws LrmException {
        try {
            return Nodes.of(pbs.output("pbsnodes", "-a", "-F", "json"));
        } catch (OutputException e) {
            throw Asking.unreachable(e.getMessage(), e);
        }
    }

    @Override
    public DrainHold drain(String name, String reason) throws LrmException {
        NodeState node = node(name);
        if (node.drained()) {
            return DrainHold.of(node);
        }
        String words = reason.replaceAll("\\p{Cntrl}+", " ");
        pbs.change("pbsnodes", "-o", "-C", words, node.node());
        return DrainHold.ours(words);
    }

    /** A chunk of {@code select} says what a node has, never which it is not. */
    @Override
    public boolean avoidsNodes() {
        return false;
    }

    @Override
    public void resume(String name) throws LrmException {
        NodeState state = node(name);
        String node = state.node();
        if (!state.drained()) {
            return;
        }
        String reason = state.reason().orElse("");
        if (!reason.startsWith(Lrm.DRAIN_TAG)) {
            throw new LrmException(LrmException.Kind.DENIED, node + " is drained by somebody else: " + reason);
        }
        pbs.change("pbsnodes", "-r", "-C", "", node);
    }

    private NodeState node(String name) throws LrmException {
        return NodeName.find(nodes(), name)
                .orElseThrow(() -> new LrmException(LrmException.Kind.DENIED, "PBS has no node '" + name + "'"));
    }

    @Override
    public LrmLimits limits(Optional<String> queue) throws LrmException {
        qstat.forget();
        return new Limits(pbs).read(queue);
    }

    @Override
    public void close() {
        // Every call is a program of its own: nothing is held.
    }
}
