package org.vmpilot.lrm.embedded;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ggf.drmaa.TryLaterException;
import org.vmpilot.host.Uptime;
import org.vmpilot.lrm.embedded.RunLook.NotBegun.Fault;

/** The jobs that have a node: looks at each, books what it sees, places the next. Not for several threads. */
final class Herd {
    private static final Logger LOG = LogManager.getLogger(Herd.class);

    private final Books books;
    private final LrmConfig config;
    private final Shepherds shepherds;
    private final RunWatch watch;
    private final NodeWatch nodes;
    private final Placement placement;
    private final Uptime uptime;
    private final String bootId;
    private final InstantSource clock;

    Herd(
            Books books,
            LrmConfig config,
            Shepherds shepherds,
            NodeWatch nodes,
            Uptime uptime,
            String bootId,
            InstantSource clock) {
        this.books = books;
        this.config = config;
        this.shepherds = shepherds;
        this.watch = new RunWatch(shepherds, config, uptime, bootId);
        this.nodes = nodes;
        this.placement = new Placement(config);
        this.uptime = uptime;
        this.bootId = bootId;
        this.clock = clock;
    }

    /** A job that cannot be looked at, or whose change cannot be written down, stays as it is until the next look. */
    void look() throws InterruptedException {
        for (Gang gang : books.ledger().placedGangs()) {
            try {
                for (LedgerEvent event : gang.toFollow()) {
                    books.record(event);
                }
            } catch (IOException e) {
                LOG.warn("a gang is not ended as a whole yet: {}", e.getMessage());
            }
        }
        for (JobEntry entry : books.ledger().in(JobEntry.Phase.PLACED)) {
            try {
                take(entry, watch.look(entry));
            } catch (IOException e) {
                LOG.warn("job {}: {}", entry.key(), e.getMessage());
            }
        }
    }

    private void take(JobEntry entry, RunLook look) throws IOException {
        if (look instanceof RunLook.PastWalltime) {
            books.record(new LedgerEvent.KillAsked(entry.key(), LedgerEvent.Cause.WALLTIME));
        } else if (look instanceof RunLook.NotBegun notBegun) {
            notBegun(entry, notBegun);
        } else if (look instanceof RunLook.Over over) {
            // The drain first: a daemon that is killed in between must not give the node away.
            if (over.doubt().isPresent()) {
                drain(entry.node().orElseThrow(), over.doubt().get());
            }
            if (entry.isToWaitAgain() && over.outcome().how() != JobOutcome.How.LOST) {
                books.record(
                        new LedgerEvent.Requeued(entry.key(), over.outcome().words()));
                nodes.forget(entry.key());
            } else {
                end(entry, over.outcome());
            }
        }
    }

    private void notBegun(JobEntry entry, RunLook.NotBegun look) throws IOException {
        String node = entry.node().orElseThrow();
        if (look.fault() == Fault.PROLOG) {
            drain(node, look.words());
        } else if (look.fault() == Fault.ENTER) {
            nodes.down(node);
        } else if (look.fault() == Fault.OTHER_NODE) {
            nodes.avoid(entry.key(), node);
        }
        if (entry.kill().isPresent() && !entry.isToWaitAgain()) {
            end(entry, new JobOutcome(JobOutcome.How.NEVER_RAN, 0, "cancelled before it began"));
        } else {
            books.record(new LedgerEvent.Requeued(entry.key(), look.words()));
        }
    }

    private void end(JobEntry entry, JobOutcome outcome) throws IOException {
        books.record(new LedgerEvent.Ended(entry.key(), outcome, bootId, uptime.millis()));
        nodes.forget(entry.key());
    }

    void goOn(JobEntry entry) throws TryLaterException {
        try {
            watch.goOn(entry);
        } catch (IOException e) {
            throw new TryLaterException("job " + entry.key() + " stays suspended: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryLaterException("job " + entry.key() + " stays suspended: the daemon ends");
        }
    }

    /** The event for a job that is cancelled while it waits. */
    LedgerEvent cancelled(JobKey job) {
        JobOutcome outcome = new JobOutcome(JobOutcome.How.NEVER_RAN, 0, "cancelled while queued");
        return new LedgerEvent.Ended(job, outcome, bootId, uptime.millis());
    }

    /** A drain that is there stays: its reason is somebody's. */
    private void drain(String node, String words) throws IOException {
        if (books.ledger().drain(node).isEmpty()) {
            books.record(new LedgerEvent.Drained(node, words));
        }
    }

    /** Who waits for his time keeps no node from others. Wall time: that is what DRMAA gives. */
    void place() throws InterruptedException {
        Placement.Plan plan = placement.plan(
                books.ledger().jobs().stream()
                        .filter(entry -> entry.submission().notBeforeMs() <= clock.millis())
                        .toList(),
                (entry, node) -> nodes.isUp(node.name())
                        && books.ledger().drain(node.name()).isEmpty()
                        && !nodes.isAvoided(entry.key(), node.name()));
        for (Placement.Place place : plan.places()) {
            try {
                start(place);
            } catch (IOException e) {
                LOG.warn("job {}: not started on {}: {}", place.job(), place.node(), e.getMessage());
            }
        }
        preempt(plan);
    }

    private void preempt(Placement.Plan plan) throws InterruptedException {
        try {
            for (JobKey victim : plan.victims()) {
                preempt(books.ledger().job(victim).orElseThrow());
            }
            for (JobKey job : plan.resumed()) {
                watch.goOn(books.ledger().job(job).orElseThrow());
                books.record(new LedgerEvent.Continued(job));
            }
        } catch (IOException e) {
            LOG.warn("preemption waits: {}", e.getMessage());
        }
    }

    private void preempt(JobEntry entry) throws IOException {
        LrmConfig.Preemption how = config.queue(entry.submission().queue())
                .map(LrmConfig.Queue::preemption)
                .orElse(LrmConfig.Preemption.OFF);
        switch (how) {
            case CANCEL -> books.record(new LedgerEvent.KillAsked(entry.key(), LedgerEvent.Cause.PREEMPTED));
            case REQUEUE -> books.record(new LedgerEvent.KillAsked(entry.key(), LedgerEvent.Cause.REQUEUED));
            case SUSPEND -> books.record(new LedgerEvent.Halted(entry.key(), true));
            case OFF -> {}
        }
    }

    private void start(Placement.Place place) throws IOException, InterruptedException {
        JobEntry entry = books.ledger().job(place.job()).orElseThrow();
        int run = entry.run() + 1;
        shepherds.prepare(entry, run, config.node(place.node()).orElseThrow());
        books.record(new LedgerEvent.Placed(place.job(), place.node(), run, bootId));
        shepherds.start(place.job(), run);
    }

    /** Forgets jobs that ended longer ago than the history reaches; time before this boot is not counted, rather too little than too much. */
    void forget() {
        Map<Integer, Boolean> old = new TreeMap<>();
        books.ledger().jobs().forEach(entry -> old.merge(entry.key().number(), isOld(entry), Boolean::logicalAnd));
        old.values().removeIf(all -> !all);
        for (int number : old.keySet()) {
            try {
                shepherds.forget(number);
                books.record(new LedgerEvent.Forgotten(number));
            } catch (IOException e) {
                LOG.warn("job {} is not forgotten yet: {}", number, e.getMessage());
            }
        }
        books.tidy();
    }

    private boolean isOld(JobEntry entry) {
        return entry.ended().filter(this::isOld).isPresent();
    }

    private boolean isOld(LedgerEvent.Ended ended) {
        long since = ended.bootId().equals(bootId) ? ended.uptimeMs() : 0;
        return uptime.millis() - since >= config.site().history().toMillis();
    }

    /** Whether something moves that no bell announces: a job that is being ended, or a shepherd that has not spoken yet. */
    boolean isBusy() {
        for (JobEntry entry : books.ledger().in(JobEntry.Phase.PLACED)) {
            if (entry.kill().isPresent() || isUnclaimed(entry)) {
                return true;
            }
        }
        return false;
    }

    private boolean isUnclaimed(JobEntry entry) {
        try {
            return shepherds.folder(entry.key(), entry.run()).shepherd().isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    Optional<String> down(String node) {
        return nodes.isUp(node) ? Optional.empty() : Optional.of("cannot be entered");
    }
}
