package org.vmpilot.lrm.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Stopwatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.ggf.drmaa.AlreadyActiveSessionException;
import org.ggf.drmaa.AuthorizationException;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.DrmsInitException;
import org.ggf.drmaa.ExitTimeoutException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.NoActiveSessionException;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.TryLaterException;

/** A session's line to the far side: opened at need, opened again when it broke. */
final class WorkerLine {
    /** One request never waits longer on the far side; a longer wait is several requests, so that a dead line shows. */
    private static final Duration LONGEST_POLL = Duration.ofSeconds(30);

    private static final WorkerHandler.Info NOT_KNOWN = new WorkerHandler.Info("", "", "", "1.0");

    private final WorkerChannel.Connector connector;
    private final Duration deadline;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile boolean active;
    private volatile WorkerConnection connection;
    private volatile WorkerHandler.Info info = NOT_KNOWN;
    private String contact;

    WorkerLine(WorkerChannel.Connector connector, Duration deadline) {
        this.connector = connector;
        this.deadline = deadline;
    }

    synchronized void begin(String newContact) throws AlreadyActiveSessionException {
        if (active) {
            throw new AlreadyActiveSessionException("this session has been initialised already");
        }
        contact = newContact;
        active = true;
    }

    synchronized void end() throws NoActiveSessionException {
        checkActive();
        active = false;
        WorkerConnection open = connection;
        connection = null;
        if (open != null) {
            open.close("the session was ended");
        }
    }

    void checkActive() throws NoActiveSessionException {
        if (!active) {
            throw new NoActiveSessionException("this session has not been initialised");
        }
    }

    WorkerHandler.Info info() throws DrmaaException {
        open();
        return info;
    }

    /** As of the newest connection; empty words before the first. */
    WorkerHandler.Info knownInfo() {
        return info;
    }

    JsonNode call(String verb, ObjectNode arguments) throws DrmaaException {
        return open().call(verb, arguments, deadline);
    }

    /**
     * A wait on the far side, in pieces.
     *
     * @param timeout in seconds, or one of {@code Session}'s constants
     */
    JsonNode poll(String verb, List<String> jobs, long timeout) throws DrmaaException {
        Stopwatch waited = Stopwatch.createStarted();
        while (true) {
            Duration left = timeout == Session.TIMEOUT_WAIT_FOREVER
                    ? LONGEST_POLL
                    : Duration.ofSeconds(timeout).minus(waited.elapsed());
            Duration piece = left.isNegative() ? Duration.ZERO : left.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : left;
            ObjectNode arguments = Wire.object().put("timeout_ms", piece.toMillis());
            arguments.set("jobs", Wire.JSON.valueToTree(jobs));
            try {
                return open().call(verb, arguments, deadline.plus(piece));
            } catch (ExitTimeoutException e) {
                if (timeout != Session.TIMEOUT_WAIT_FOREVER && left.compareTo(LONGEST_POLL) <= 0) {
                    throw e;
                }
            }
        }
    }

    private WorkerConnection open() throws DrmaaException {
        checkActive();
        WorkerConnection open = connection;
        if (open != null && !open.isBroken()) {
            return open;
        }
        lockOpening();
        try {
            open = connection;
            if (open == null || open.isBroken()) {
                open = WorkerConnection.open(connector, connector.patience());
                greet(open);
            }
            return open;
        } finally {
            opening.unlock();
        }
    }

    /** The first word on a new line: however it fails, the call that waits for the line has not left. */
    private void greet(WorkerConnection open) throws DrmaaException {
        try {
            JsonNode answer = open.call("init", Wire.object().put("contact", contact), connector.patience());
            info = WorkerSession.read(answer, WorkerHandler.Info.class);
            if (contact == null && !info.contact().isEmpty()) {
                contact = info.contact(); // the same session again after the line broke
            }
        } catch (DrmsInitException | AuthorizationException | DeniedByDrmException | TryLaterException e) {
            open.close("init was refused");
            throw e;
        } catch (DrmaaException | InternalException e) {
            open.close("init failed");
            throw new NotSentException("init: " + e.getMessage());
        }
        publish(open);
    }

    private synchronized void publish(WorkerConnection open) throws NoActiveSessionException {
        if (!active) {
            open.close("the session was ended");
            checkActive();
        }
        connection = open;
    }

    private void lockOpening() throws NotSentException {
        try {
            if (opening.tryLock(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new NotSentException("no connection yet");
    }
}
