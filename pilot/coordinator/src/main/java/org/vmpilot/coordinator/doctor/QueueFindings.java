package org.vmpilot.coordinator.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.protocol.TeardownBudget;

/** Holds what the LRM grants a queue's jobs against what ending a slot needs. Pure. */
final class QueueFindings {
    private final String subject;
    private final LrmLimits limits;
    private final TeardownBudget budget;
    private final List<Finding> findings = new ArrayList<>();

    private QueueFindings(String subject, LrmLimits limits, TeardownBudget budget) {
        this.subject = subject;
        this.limits = limits;
        this.budget = budget;
    }

    static List<Finding> of(Optional<String> queue, LrmLimits limits, TeardownBudget budget) {
        String subject = queue.map(name -> "queue " + name).orElse("the LRM's default queue");
        QueueFindings queueFindings = new QueueFindings(subject, limits, budget);
        queueFindings.notice();
        queueFindings.reaction();
        queueFindings.epilog();
        queueFindings.prolog();
        limits.remarks().forEach(remark -> queueFindings.findings.add(Finding.warning(subject, remark, "")));
        return queueFindings.findings;
    }

    private void notice() {
        String right = "a notice of at least " + seconds(budget.total())
                + " (Grid Engine: notify of the queue; PBS: kill_delay; Slurm: KillWait; embedded: kill_delay), or shorter times"
                + " in [times] of vmpilot.toml";
        if (limits.notice().isEmpty()) {
            add(Finding.warning(
                    subject,
                    "the LRM does not tell what it leaves between its signal and its KILL; agents go by what it usually does",
                    right));
            return;
        }
        Duration notice = limits.notice().get();
        Duration polite = budget.politeWithin(notice);
        String leaves = "the LRM leaves " + seconds(notice) + " between its signal and its KILL";
        if (notice.compareTo(budget.forced()) < 0) {
            add(Finding.error(
                    subject,
                    leaves + "; the forced end of guests may take " + seconds(budget.forced())
                            + " (teardown_forced). A job that is cancelled, preempted or over its limit is killed before its node"
                            + " is clean, and guests are ended at once, not shut down",
                    right));
        } else if (polite.compareTo(budget.polite()) < 0) {
            add(Finding.warning(
                    subject,
                    leaves + "; of the " + seconds(budget.polite())
                            + " in which guests may shut down (teardown_polite) " + seconds(polite)
                            + " are left when the LRM ends a job before its time. Leases that end by themselves have all of it",
                    right));
        } else {
            add(Finding.ok(subject, leaves + "; ending a slot takes " + seconds(budget.total()) + " at most"));
        }
    }

    private void reaction() {
        limits.reaction()
                .ifPresent(late -> add(Finding.ok(
                        subject,
                        "the LRM acts up to " + seconds(late) + " late: on a start, on a job's end, on its limits")));
    }

    private void epilog() {
        if (limits.epilog().isEmpty()) {
            add(Finding.warning(
                    subject,
                    "whether the LRM runs an epilog is not known",
                    "our epilog after each job (docs/safeguards.md)"));
        } else if (limits.epilog().get()) {
            add(Finding.ok(
                    subject,
                    "the LRM runs an epilog after each job (whether it is ours: 'vmpilot doctor --node' there)"));
        } else {
            add(Finding.warning(
                    subject,
                    "there is no epilog: when vmpilot-node and the guard of a slot die together, or any three of launcher, sudo,"
                            + " vmpilot-node, agent and guard, the LRM gives the node to the next job with guests of ours on it; they"
                            + " stay until the next boot. Any one of them, and any other two, may die without it",
                    "our epilog after each job (docs/safeguards.md)"));
        }
    }

    private void prolog() {
        if (limits.prolog().filter(there -> !there).isPresent()) {
            add(Finding.warning(
                    subject,
                    "there is no prolog: until the coordinator has drained it, a node that is not clean is given ordinary jobs",
                    "our prolog before each job (docs/safeguards.md)"));
        } else if (limits.prolog().isPresent()) {
            add(Finding.ok(subject, "the LRM runs a prolog before each job"));
        }
    }

    private void add(Finding finding) {
        findings.add(finding);
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
