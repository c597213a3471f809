package org.vmpilot.coordinator.jobs;

import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.vmpilot.coordinator.lease.Effect;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.LrmException;

/**
 * Cancels: what comes while a batch is under way makes the next one, so that the end of a large lease, or a freeze, costs a few calls of
 * the LRM and no queue of thousands. For the loop's thread.
 */
final class Cancels {
    /** Jobs in one call: an LRM's command line, and the time for which others wait, have their bounds. */
    private static final int AT_ONCE = 500;

    private final EventLoop loop;
    private final Ports ports;
    private final BiConsumer<List<Effect.CancelJob>, Map<Effect.CancelJob, LrmException>> answered;
    private final Set<Effect.CancelJob> waiting = new LinkedHashSet<>();
    private boolean underWay;

    /** @param answered told which the LRM took, and why not the others */
    Cancels(
            EventLoop loop,
            Ports ports,
            BiConsumer<List<Effect.CancelJob>, Map<Effect.CancelJob, LrmException>> answered) {
        this.loop = loop;
        this.ports = ports;
        this.answered = answered;
    }

    void add(Effect.CancelJob cancel) {
        waiting.add(cancel);
    }

    void work() {
        if (underWay || waiting.isEmpty()) {
            return;
        }
        List<Effect.CancelJob> batch = waiting.stream().limit(AT_ONCE).toList();
        batch.forEach(waiting::remove);
        underWay = true;
        ports.lanes().cancels().execute(() -> call(batch));
    }

    /** On a thread of the lane. */
    private void call(List<Effect.CancelJob> batch) {
        Set<JobId> jobs = new LinkedHashSet<>();
        batch.forEach(cancel -> jobs.add(new JobId(cancel.job())));
        try {
            Map<JobId, LrmException> failed = ports.lrm().cancelAll(jobs);
            loop.post(() -> done(batch, failed));
        } catch (RuntimeException e) {
            loop.post(() -> done(batch, all(jobs, e)));
        } catch (Error e) {
            loop.post(() -> done(batch, all(jobs, e)));
            throw e;
        }
    }

    private static Map<JobId, LrmException> all(Set<JobId> jobs, Throwable failure) {
        LrmException unknown =
                new LrmException(LrmException.Kind.UNKNOWN, "the LRM's adapter failed: " + failure, failure);
        return Maps.toMap(jobs, job -> unknown);
    }

    private void done(List<Effect.CancelJob> batch, Map<JobId, LrmException> failed) {
        underWay = false;
        List<Effect.CancelJob> taken = new ArrayList<>();
        Map<Effect.CancelJob, LrmException> refused = new LinkedHashMap<>();
        for (Effect.CancelJob cancel : batch) {
            LrmException failure = failed.get(new JobId(cancel.job()));
            if (failure == null) {
                taken.add(cancel);
            } else {
                refused.put(cancel, failure);
            }
        }
        answered.accept(taken, refused);
    }
}
