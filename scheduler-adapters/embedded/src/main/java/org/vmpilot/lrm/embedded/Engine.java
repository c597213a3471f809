package org.vmpilot.lrm.embedded;

import com.google.common.base.Stopwatch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.ExitTimeoutException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.TryLaterException;
import org.vmpilot.lrm.worker.JobDescription;
import org.vmpilot.lrm.worker.StillWanted;

/**
 * The LRM's one monitor: requests come in, jobs are looked at and placed, and nothing else changes the books. What a request
 * returned from is on disk.
 */
final class Engine {
    private static final long BUSY_MS = 100;
    static final long IDLE_MS = 1000;

    private final LrmConfig config;
    private final Books books;
    private final Herd herd;
    private final Intake intake;
    private boolean woken;
    private boolean stopped;

    Engine(LrmConfig config, Books books, Herd herd) {
        this.config = config;
        this.books = books;
        this.herd = herd;
        this.intake = new Intake(config);
    }

    /** Looks, places and waits for the next event, until {@link #stop}. */
    synchronized void run() throws InterruptedException {
        while (!stopped) {
            herd.look();
            herd.place();
            herd.forget();
            notifyAll();
            if (!woken) {
                wait(herd.isBusy() ? BUSY_MS : IDLE_MS);
            }
            woken = false;
        }
    }

    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    /** Jobs go on: they are their shepherds'. */
    synchronized void stop() {
        stopped = true;
        wake();
    }

    /** @param first 0: a single job */
    synchronized List<JobKey> submit(JobDescription job, int first, int last, int increment, StillWanted wanted)
            throws DrmaaException {
        Submission submission = intake.read(books.ledger().nextNumber(), job, first, last, increment);
        wanted.check();
        record(new LedgerEvent.Submitted(submission), "nothing was submitted");
        return submission.ids();
    }

    /** Asks for a job's end; one that is over already is a success. */
    synchronized void cancel(JobKey key) throws DrmaaException {
        for (JobEntry entry : members(key)) {
            cancel(entry);
        }
    }

    private void cancel(JobEntry entry) throws DrmaaException {
        JobKey key = entry.key();
        switch (entry.phase()) {
            case QUEUED -> record(herd.cancelled(key), "job " + key + " was not cancelled");
            case PLACED -> {
                if (entry.kill().isEmpty() || entry.isToWaitAgain()) {
                    LedgerEvent asked = new LedgerEvent.KillAsked(key, LedgerEvent.Cause.CANCELLED);
                    record(asked, "job " + key + " was not cancelled");
                }
            }
            case ENDED -> {}
        }
    }

    /** A job goes on before that is recorded: a daemon that is killed in between finds it suspended and stops it again. */
    synchronized void halt(JobKey key, Halting how) throws DrmaaException {
        for (JobEntry entry : members(key)) {
            LedgerEvent event = how.event(entry);
            if (how == Halting.RESUME) {
                herd.goOn(entry);
            }
            record(event, "job " + key + " stays as it is");
        }
    }

    synchronized JobEntry job(JobKey key) throws InvalidJobException {
        return known(key);
    }

    synchronized List<JobEntry> jobs() {
        return books.ledger().wholes();
    }

    /** The first of these that is over. */
    synchronized JobEntry waitForAny(List<JobKey> keys, Duration timeout) throws DrmaaException, InterruptedException {
        return await(() -> firstEnded(keys), timeout);
    }

    /** Returns when all of these are over. */
    synchronized void waitForAll(List<JobKey> keys, Duration timeout) throws DrmaaException, InterruptedException {
        await(() -> allEnded(keys) ? Optional.of(keys) : Optional.empty(), timeout);
    }

    private Optional<JobEntry> firstEnded(List<JobKey> keys) throws InvalidJobException {
        for (JobKey key : keys) {
            JobEntry entry = known(key);
            if (entry.phase() == JobEntry.Phase.ENDED) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    private boolean allEnded(List<JobKey> keys) throws InvalidJobException {
        for (JobKey key : keys) {
            if (known(key).phase() != JobEntry.Phase.ENDED) {
                return false;
            }
        }
        return true;
    }

    private interface Condition<T> {
        Optional<T> look() throws DrmaaException;
    }

    private synchronized <T> T await(Condition<T> condition, Duration timeout)
            throws DrmaaException, InterruptedException {
        Stopwatch waited = Stopwatch.createStarted();
        Optional<T> met = condition.look();
        while (met.isEmpty()) {
            long left = timeout.minus(waited.elapsed()).toMillis();
            if (left <= 0) {
                throw new ExitTimeoutException("not over yet");
            }
            wait(left);
            met = condition.look();
        }
        return met.get();
    }

    /** @param reason kept only if the node is not drained already */
    synchronized void drain(String node, String reason) throws DrmaaException {
        knownNode(node);
        if (books.ledger().drain(node).isEmpty()) {
            record(new LedgerEvent.Drained(node, reason), node + " was not drained");
        }
    }

    /** @param tag the drain's reason must begin with it; empty: any */
    synchronized void resume(String node, String tag) throws DrmaaException {
        knownNode(node);
        Optional<String> reason = books.ledger().drain(node);
        if (reason.isPresent() && !reason.get().startsWith(tag)) {
            throw new DeniedByDrmException(node + " is drained by somebody else: " + reason.get());
        }
        if (reason.isPresent()) {
            record(new LedgerEvent.Resumed(node), node + " was not resumed");
        }
    }

    synchronized Optional<String> drainOf(String node) {
        return books.ledger().drain(node);
    }

    /** @param queue null: the default one */
    LrmConfig.Queue queue(String queue) throws DeniedByDrmException {
        return intake.queue(queue);
    }

    synchronized Optional<String> down(String node) {
        return herd.down(node);
    }

    private void record(LedgerEvent event, String otherwise) throws TryLaterException {
        try {
            books.record(event);
            wake();
        } catch (IOException e) {
            throw new TryLaterException(otherwise + ": " + e.getMessage());
        }
    }

    private JobEntry known(JobKey key) throws InvalidJobException {
        return books.ledger().job(key).orElseThrow(() -> new InvalidJobException("there is no job " + key));
    }

    private List<JobEntry> members(JobKey key) throws InvalidJobException {
        List<JobEntry> members = books.ledger().members(key);
        if (members.isEmpty()) {
            throw new InvalidJobException("there is no job " + key);
        }
        return members;
    }

    private void knownNode(String node) throws DeniedByDrmException {
        if (config.node(node).isEmpty()) {
            var names = config.nodes().stream().map(LrmConfig.Node::name).toList();
            throw new DeniedByDrmException("there is no node '" + node + "'" + Suggestion.among(node, names));
        }
    }
}
