package org.vmpilot.lrm.commands;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ggf.drmaa.AuthorizationException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.ExitTimeoutException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.NoActiveSessionException;
import org.ggf.drmaa.Session;
import org.vmpilot.host.Pause;
import org.vmpilot.host.Uptime;

/**
 * Waits until jobs are over. Looks come soon after a change and ever more rarely when nothing moves. An LRM that cannot be asked is
 * asked again until the time-out: it may be down for ten minutes and the wait survives it.
 */
final class Waits {
    private static final Logger LOG = LogManager.getLogger(Waits.class);

    private final Looks looks;
    private final SessionOptions options;
    private final Uptime uptime;
    private final Pause pause;

    Waits(Looks looks, SessionOptions options, Uptime uptime, Pause pause) {
        this.looks = looks;
        this.options = options;
        this.uptime = uptime;
        this.pause = pause;
    }

    /** What is waited for: may refuse (nothing that it could wait for is left). */
    interface Goal<T> {
        Optional<T> reached() throws DrmaaException;
    }

    /**
     * @param seconds DRMAA's time-out: {@link Session#TIMEOUT_WAIT_FOREVER}, {@link Session#TIMEOUT_NO_WAIT} or seconds
     * @param active whether the session still is
     * @throws ExitTimeoutException the time is over
     */
    <T> T until(Goal<T> goal, SessionJobs jobs, long seconds, BooleanSupplier active) throws DrmaaException {
        if (seconds < Session.TIMEOUT_WAIT_FOREVER) {
            throw new IllegalArgumentException("a time-out of " + seconds + " s");
        }
        long began = uptime.millis();
        Supplier<Long> left = () -> seconds == Session.TIMEOUT_WAIT_FOREVER
                ? Long.MAX_VALUE
                : Math.max(0, seconds * 1000 - (uptime.millis() - began));
        Duration poll = options.pollMin();
        while (true) {
            Optional<T> reached = goal.reached();
            if (reached.isPresent()) {
                return reached.get();
            }
            boolean last = left.get() == 0;
            boolean moved = look(jobs, last);
            reached = goal.reached();
            if (reached.isPresent()) {
                return reached.get();
            }
            if (last) {
                throw new ExitTimeoutException("not over within " + seconds + " s");
            }
            poll = moved ? options.pollMin() : longer(poll);
            sleep(Math.min(poll.toMillis(), left.get()));
            if (!active.getAsBoolean()) {
                throw new NoActiveSessionException("the session was ended during the wait");
            }
        }
    }

    /** Whether something has changed. */
    private boolean look(SessionJobs jobs, boolean last) throws DrmaaException {
        try {
            return looks.all(jobs) > 0;
        } catch (AuthorizationException e) {
            throw e;
        } catch (DrmaaException | InternalException e) {
            if (last) {
                throw e;
            }
            LOG.info("the LRM cannot be asked, the wait goes on: {}", e.getMessage());
            return false;
        }
    }

    private Duration longer(Duration poll) {
        Duration next = poll.multipliedBy(3).dividedBy(2);
        return next.compareTo(options.pollMax()) > 0 ? options.pollMax() : next;
    }

    private void sleep(long millis) {
        try {
            pause.of(Duration.ofMillis(millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InternalException("the wait was interrupted");
        }
    }
}
