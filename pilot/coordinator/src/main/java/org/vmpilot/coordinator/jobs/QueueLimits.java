package org.vmpilot.coordinator.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;

/**
 * What the LRM grants pilot jobs, asked once for a queue and again every ten minutes while leases use it; never for a job. For the
 * engine's thread.
 */
final class QueueLimits {
    private static final Logger LOG = LogManager.getLogger(QueueLimits.class);
    private static final Duration EVERY = Duration.ofMinutes(10);

    private final EventLoop loop;
    private final Ports ports;
    private final Map<Optional<String>, Instant> askedAt = new HashMap<>();
    private final Map<Optional<String>, Duration> notices = new HashMap<>();

    QueueLimits(EventLoop loop, Ports ports) {
        this.loop = loop;
        this.ports = ports;
    }

    /** The lease will have jobs, or has. */
    void want(Lease lease) {
        Optional<String> queue = lease.request().queue();
        Instant now = ports.clock().instant();
        Instant before = askedAt.get(queue);
        if (!lease.settled() && (before == null || !before.plus(EVERY).isAfter(now))) {
            askedAt.put(queue, now);
            ports.lanes().surveys().execute(() -> ask(queue));
        }
    }

    /** On a worker's thread. */
    private void ask(Optional<String> queue) {
        try {
            LrmLimits limits = ports.lrm().limits(queue);
            loop.post(() ->
                    limits.notice().ifPresentOrElse(notice -> notices.put(queue, notice), () -> notices.remove(queue)));
        } catch (LrmException | RuntimeException e) {
            // What it said before still stands; the next lease asks again.
            LOG.info("what the LRM grants in {} is not known: {}", queue.orElse("its default queue"), e.getMessage());
            loop.post(() -> askedAt.remove(queue));
        }
    }

    /** What the LRM leaves between its polite signal and its KILL; empty: it does not tell, or was not asked yet. */
    Optional<Duration> notice(Lease lease) {
        return Optional.ofNullable(notices.get(lease.request().queue()));
    }
}
