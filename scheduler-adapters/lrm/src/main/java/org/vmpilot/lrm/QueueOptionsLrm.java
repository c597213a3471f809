package org.vmpilot.lrm;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An LRM whose jobs get what the site adds for their queues. Everything else it hands on. */
public final class QueueOptionsLrm implements Lrm {
    private final Lrm lrm;
    private final Map<String, QueueOptions> queues;

    /** @param queues the LRM's name of a queue → what is added; of others nothing is */
    public QueueOptionsLrm(Lrm lrm, Map<String, QueueOptions> queues) {
        this.lrm = lrm;
        this.queues = Map.copyOf(queues);
    }

    @Override
    public List<JobId> submit(JobRequest request) throws LrmException {
        Optional<QueueOptions> added = request.queue().map(queues::get);
        return lrm.submit(added.isPresent() ? request.with(added.get()) : request);
    }

    @Override
    public Set<JobRequest.Assembly> assemblies() {
        return lrm.assemblies();
    }

    @Override
    public boolean shrinks() {
        return lrm.shrinks();
    }

    @Override
    public void release(JobId job, String node) throws LrmException {
        lrm.release(job, node);
    }

    @Override
    public String name() {
        return lrm.name();
    }

    @Override
    public Duration settleTime() {
        return lrm.settleTime();
    }

    @Override
    public void cancel(JobId job) throws LrmException {
        lrm.cancel(job);
    }

    @Override
    public Map<JobId, LrmException> cancelAll(Collection<JobId> jobs) {
        return lrm.cancelAll(jobs);
    }

    @Override
    public JobSnapshot snapshot(Collection<JobId> expected) throws LrmException {
        return lrm.snapshot(expected);
    }

    @Override
    public JobSnapshot snapshot() throws LrmException {
        return lrm.snapshot();
    }

    @Override
    public List<Job> search(String name) throws LrmException {
        return lrm.search(name);
    }

    @Override
    public List<NodeState> nodes() throws LrmException {
        return lrm.nodes();
    }

    @Override
    public DrainHold drain(String node, String reason) throws LrmException {
        return lrm.drain(node, reason);
    }

    @Override
    public void resume(String node) throws LrmException {
        lrm.resume(node);
    }

    @Override
    public boolean startsLater() {
        return lrm.startsLater();
    }

    @Override
    public boolean avoidsNodes() {
        return lrm.avoidsNodes();
    }

    @Override
    public LrmLimits limits(Optional<String> queue) throws LrmException {
        return lrm.limits(queue);
    }

    @Override
    public void close() {
        lrm.close();
    }
}
