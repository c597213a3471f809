package org.vmpilot.coordinator.jobs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<JobId, Effect.CancelJob> waiting = new LinkedHashMap<>();
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
        waiting.put(new JobId(cancel.job()), cancel);
    }

    void work() {
        if (underWay || waiting.isEmpty()) {
            return;
        }
        Map<JobId, Effect.CancelJob> batch = new LinkedHashMap<>();
        for (JobId job : List.copyOf(waiting.keySet())) {
            if (batch.size() < AT_ONCE) {
                batch.put(job, waiting.remove(job));
            }
        }
        underWay = true;
        ports.lanes().cancels().execute(() -> call(batch));
    }

    /** On a thread of the lane. */
    private void call(Map<JobId, Effect.CancelJob> batch) {
        try {
            Map<JobId, LrmException> failed = ports.lrm().cancelAll(new ArrayList<>(batch.keySet()));
            loop.post(() -> done(batch, failed));
        } catch (RuntimeException e) {
            loop.post(() -> done(batch, all(batch, e)));
        } catch (Error e) {
            loop.post(() -> done(batch, all(batch, e)));
            throw e;
        }
    }

    private static Map<JobId, LrmException> all(Map<JobId, Effect.CancelJob> batch, Throwable failure) {
        Map<JobId, LrmException> failed = new LinkedHashMap<>();
        batch.keySet()
                .forEach(job -> failed.put(
                        job,
                        new LrmException(
                                LrmException.Kind.UNKNOWN, "the LRM's adapter failed: " + failure, failure)));
        return failed;
    }

    private void done(Map<JobId, Effect.CancelJob> batch, Map<JobId, LrmException> failed) {
        underWay = false;
        List<Effect.CancelJob> taken = new ArrayList<>();
        Map<Effect.CancelJob, LrmException> refused = new LinkedHashMap<>();
        batch.forEach((job, cancel) -> {
            if (failed.containsKey(job)) {
                refused.put(cancel, failed.get(job));
            } else {
                taken.add(cancel);
            }
        });
        answered.accept(taken, refused);
    }
}
