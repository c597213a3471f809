package org.vmpilot.coordinator.service;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.protocol.Feature;

/** Whether a lease can be changed so. Pure. */
final class ChangeRules {
    private ChangeRules() {}

    /**
     * What the change means for the lease; empty: nothing.
     *
     * @param words for its history
     */
    static Optional<LeaseEvent> event(Lease lease, LeaseChange change, Instant now, String words) throws ChangeRefused {
        if (change.version().filter(seen -> seen != lease.terms().version()).isPresent()) {
            throw refused(
                    lease,
                    ChangeRefused.Kind.CHANGED_MEANWHILE,
                    "version",
                    "it was changed meanwhile: its version is " + lease.terms().version()
                            + lease.endsAt()
                                    .map(end -> ", and it ends at " + end)
                                    .orElse(""));
        }
        Optional<Duration> duration = change.movesEnd() ? duration(lease, change, now) : Optional.empty();
        boolean same = duration.filter(wanted -> !wanted.equals(lease.terms().duration()))
                        .isEmpty()
                && change.labels()
                        .filter(wanted -> !wanted.equals(lease.terms().labels()))
                        .isEmpty();
        return same ? Optional.empty() : Optional.of(new LeaseEvent.Changed(duration, change.labels(), words));
    }

    private static Optional<Duration> duration(Lease lease, LeaseChange change, Instant now) throws ChangeRefused {
        if (lease.state() == LeaseState.ENDING || lease.state() == LeaseState.ENDED) {
            throw refused(
                    lease, ChangeRefused.Kind.LEASE_OVER, "", "it is " + lease.state() + ": it has no end to move");
        }
        String field = change.end().isPresent() ? "end" : "duration";
        if (change.end().isPresent() && lease.goAt().isEmpty()) {
            throw refused(
                    lease, ChangeRefused.Kind.END_REFUSED, field, "is known only after GO; before it, say duration");
        }
        Duration wanted = change.duration()
                .orElseGet(() -> Duration.between(
                        lease.goAt().orElseThrow(), change.end().orElseThrow()));
        Duration longest = lease.request().longest();
        if (wanted.compareTo(longest) > 0) {
            throw refused(
                    lease,
                    ChangeRefused.Kind.END_REFUSED,
                    field,
                    "is later than the lease may last: longest is " + longest.toSeconds() + " s from GO");
        }
        if (lease.goAt().filter(go -> !go.plus(wanted).isAfter(now)).isPresent()) {
            throw refused(
                    lease,
                    ChangeRefused.Kind.END_REFUSED,
                    field,
                    "is over already: 'vmpilot lease end' ends it at once");
        }
        Optional<Slot> old =
                lease.current().stream().filter(ChangeRules::knowsNoNewEnd).findFirst();
        if (old.isPresent()) {
            throw refused(
                    lease,
                    ChangeRefused.Kind.AGENT_TOO_OLD,
                    "",
                    "the agent on " + old.get().node().orElse("a node")
                            + " is of an earlier vmpilot and takes no new end");
        }
        return Optional.of(wanted);
    }

    /** An order that is not given yet will have the new end in it. */
    private static boolean knowsNoNewEnd(Slot slot) {
        return slot.open()
                && slot.holder()
                        .filter(holder -> !holder.agent().can(Feature.INSTRUCTIONS))
                        .isPresent();
    }

    private static ChangeRefused refused(Lease lease, ChangeRefused.Kind kind, String field, String words) {
        return new ChangeRefused(kind, field, words, lease.terms().version(), lease.endsAt());
    }
}
