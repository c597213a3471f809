package org.vmpilot.lrm.gridengine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.vmpilot.host.CommandRunner;
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

/** Grid Engine as its commands show it. */
public final class GridEngineDialect implements Dialect {
    private final GridEngineSettings settings;
    private final InstantSource clock;
    private final Cell cell;
    private final JobQueries jobs;
    private final Verification verification;
    private final Drains drains;
    private final LimitQueries limits;

    /** @param drains the file in which we remember what we have drained; its folder is made */
    public GridEngineDialect(GridEngineSettings settings, CommandRunner runner, InstantSource clock, Path drains) {
        this.settings = settings;
        this.clock = clock;
        this.cell = new Cell(settings, runner);
        this.jobs = new JobQueries(settings, cell);
        this.verification = new Verification(new NativeSpecification(settings), cell);
        this.drains = new Drains(drains);
        this.limits = new LimitQueries(cell, settings);
    }

    @Override
    public String name() {
        return "grid-engine";
    }

    @Override
    public Duration settleTime() {
        return settings.settle();
    }

    @Override
    public String nativeSpecification(JobRequest request) throws LrmException {
        return verification.specification(request);
    }

    /** A node that is lost leaves a job of several nodes as it is in the books, until somebody ends it: what Grid Engine shows is no ground to go on by. */
    @Override
    public Set<JobRequest.Assembly> assemblies() {
        return Set.of(JobRequest.Assembly.JOBS, JobRequest.Assembly.GANG);
    }

    /** See {@link Verification#mayWait}. */
    boolean mayWait(JobRequest request) throws LrmException {
        return verification.mayWait(request);
    }

    /** The cell has taken this request. */
    void taken(JobRequest request) throws LrmException {
        verification.taken(request);
    }

    @Override
    public JobSnapshot snapshot(Collection<JobId> expected) throws LrmException {
        Instant askedAt = clock.instant();
        QstatJobs.Listing shown = jobs.all();
        return new JobSnapshot(askedAt, shown.jobs(), shown.complete());
    }

    @Override
    public List<Job> search(String name) throws LrmException {
        return jobs.named(name);
    }

    @Override
    public Map<JobId, List<JobId>> ends(Collection<JobId> ended, JobSnapshot newest) {
        return WholeArrays.of(ended, newest);
    }

    /** An instance of ours that somebody has enabled is his from then on: if it is disabled again, that is not our drain. */
    @Override
    public synchronized List<NodeState> nodes() throws LrmException {
        List<QueueInstance> instances = instances();
        try {
            Set<String> disabled = instances.stream()
                    .filter(QueueInstance::disabled)
                    .map(QueueInstance::name)
                    .collect(Collectors.toSet());
            List<String> lifted = new ArrayList<>(drains.all().keySet());
            lifted.removeAll(disabled);
            drains.remove(lifted);
            return NodeStates.of(instances, drains.all()).stream()
                    .map(node -> said(node, instances))
                    .toList();
        } catch (IOException e) {
            throw noRecord(e);
        }
    }

    /** Of a node that counts as somebody else's although it may be ours. */
    private NodeState said(NodeState node, List<QueueInstance> instances) {
        boolean others = node.drained()
                && !node.reason().orElse("").startsWith(Lrm.DRAIN_TAG)
                && on(node, instances).stream().anyMatch(QueueInstance::disabled);
        return drains.missing()
                .filter(words -> others)
                .map(words -> new NodeState(
                        node.node(), node.up(), true, Optional.of(node.reason().orElse("") + "; " + words)))
                .orElse(node);
    }

    @Override
    public synchronized DrainHold drain(String name, String reason) throws LrmException {
        NodeState node = node(name);
        List<String> open = on(node, instances()).stream()
                .filter(instance -> !instance.disabled())
                .map(QueueInstance::name)
                .toList();
        if (open.isEmpty()) {
            return DrainHold.of(node);
        }
        try {
            // First the record: a drain of ours that we have forgotten would never be lifted.
            drains.add(open, reason);
            disable(open);
            return DrainHold.ours(reason);
        } catch (IOException e) {
            throw noRecord(e);
        }
    }

    private void disable(List<String> instances) throws LrmException, IOException {
        try {
            change("-d", instances);
        } catch (LrmException e) {
            if (e.kind() != LrmException.Kind.UNKNOWN) {
                drains.remove(instances);
            }
            throw e;
        }
    }

    @Override
    public synchronized void resume(String name) throws LrmException {
        List<String> disabled = on(node(name), instances()).stream()
                .filter(QueueInstance::disabled)
                .map(QueueInstance::name)
                .toList();
        if (disabled.isEmpty()) {
            return;
        }
        try {
            Map<String, String> ours = drains.all();
            List<String> lift = disabled.stream().filter(ours::containsKey).toList();
            if (lift.isEmpty()) {
                throw new LrmException(
                        LrmException.Kind.DENIED, "disabled by somebody else: " + String.join(", ", disabled));
            }
            change("-e", lift);
            drains.remove(lift);
        } catch (IOException e) {
            throw noRecord(e);
        }
    }

    /** Without a queue: of every host that is in any. */
    @Override
    public LrmLimits limits(Optional<String> queue) throws LrmException {
        Optional<String> clusterQueue = queue.map(name -> name.split("@", 2)[0]);
        Set<String> hosts = instances().stream()
                .filter(instance -> clusterQueue.map(instance.queue()::equals).orElse(true))
                .map(QueueInstance::host)
                .collect(Collectors.toCollection(TreeSet::new));
        return limits.limits(clusterQueue, hosts);
    }

    private void change(String option, List<String> instances) throws LrmException {
        List<String> arguments = new ArrayList<>();
        arguments.add(option);
        arguments.addAll(instances);
        cell.change("qmod", arguments);
    }

    private NodeState node(String name) throws LrmException {
        return NodeName.find(nodes(), name)
                .orElseThrow(() ->
                        new LrmException(LrmException.Kind.DENIED, "no queue of the cell has a host '" + name + "'"));
    }

    private static List<QueueInstance> on(NodeState node, List<QueueInstance> instances) {
        return instances.stream()
                .filter(instance -> instance.host().equals(node.node()))
                .toList();
    }

    private List<QueueInstance> instances() throws LrmException {
        try {
            return QueueInstance.parse(cell.ask("qstat", "-u", settings.owner(), "-f", "-explain", "aAcE", "-xml"));
        } catch (OutputException e) {
            throw JobQueries.notUnderstood(e);
        }
    }

    private static LrmException noRecord(IOException e) {
        return new LrmException(LrmException.Kind.UNREACHABLE, "our record of drains: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        // Every call is a command of its own: nothing is held.
    }
}
