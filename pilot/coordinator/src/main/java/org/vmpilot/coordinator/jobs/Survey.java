package org.vmpilot.coordinator.jobs;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Sight;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotEvent;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.SlotKey;

/** One answer of the LRM for all jobs, joined with leases by job id, else by job name and task. */
final class Survey {
    private final JobSnapshot snapshot;
    private final Map<String, Job> byId = new HashMap<>();
    private final Map<String, Job> byName = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();

    Survey(JobSnapshot snapshot) {
        this.snapshot = snapshot;
        for (Job job : snapshot.jobs()) {
            byId.put(job.id().text(), job);
            if (job.isUnreadable()) {
                unreadable.add(array(job.id().text()));
                continue;
            }
            // A name may stand there twice (a job of old, and its late double): the living one is what matters.
            byName.merge(name(job), job, (one, other) -> one.state() == Job.State.ENDED ? other : one);
        }
    }

    private static String name(Job job) {
        return job.task() > 0 ? job.name() + "." + job.task() : job.name();
    }

    /** What it says of the lease's slots. */
    Map<SlotKey, SlotEvent> of(Lease lease) {
        Map<SlotKey, SlotEvent> events = new HashMap<>();
        for (Slot slot : lease.slots()) {
            Optional<Job> job = job(slot);
            boolean living = job.isPresent() && job.get().state() != Job.State.ENDED;
            if (living || (job.isPresent() && slot.mayHaveJob())) {
                events.put(slot.key(), seen(job.get()));
            } else if (slot.mayHaveJob() && snapshot.complete() && !mayBeUnreadable(slot)) {
                events.put(slot.key(), new SlotEvent.Missing(snapshot.askedAt()));
            }
        }
        return events;
    }

    /** An LRM shows what waits of an array as one record: where that cannot be read, it may be any of the array's tasks. */
    private boolean mayBeUnreadable(Slot slot) {
        return slot.job().map(id -> unreadable.contains(array(id))).orElse(!unreadable.isEmpty());
    }

    /** The number before the task's. */
    private static String array(String id) {
        int end = 0;
        while (end < id.length() && Character.isDigit(id.charAt(end))) {
            end++;
        }
        return end == 0 ? id : id.substring(0, end);
    }

    /** An id counts only with the slot's own name: an LRM gives ids again (a slurmctld that was killed, a server that was set up anew); a record without a name says nothing against it. */
    private Optional<Job> job(Slot slot) {
        Optional<Job> known = slot.job()
                .map(byId::get)
                .filter(job -> job.isUnreadable() || name(job).equals(slot.key().text()));
        // What has ended under its name may be a double: as long as its own may be there, unread, that is not its end.
        boolean ownMayBeThere = slot.job().isPresent() && (!snapshot.complete() || mayBeUnreadable(slot));
        return known.or(() -> Optional.ofNullable(byName.get(slot.key().text()))
                .filter(job -> job.state() != Job.State.ENDED || !ownMayBeThere));
    }

    private SlotEvent seen(Job job) {
        return new SlotEvent.Seen(
                job.id().text(), new Sight(job.state(), job.node(), job.reason(), snapshot.askedAt()));
    }

    /** Leases that living jobs name. */
    Set<LeaseToken> leases() {
        Set<LeaseToken> leases = new HashSet<>();
        for (Job job : snapshot.jobs()) {
            String name = name(job);
            if (job.state() != Job.State.ENDED && SlotKey.isValid(name)) {
                leases.add(SlotKey.parse(name).lease());
            }
        }
        return leases;
    }
}
