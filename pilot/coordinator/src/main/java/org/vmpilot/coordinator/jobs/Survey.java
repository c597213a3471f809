package org.vmpilot.coordinator.jobs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vmpilot.coordinator.lease.Holder;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Sight;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotEvent;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.NodeName;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.SlotKey;

/** One answer of the LRM for all jobs, joined with leases by job id, else by job name and task. */
final class Survey {
    private final JobSnapshot snapshot;
    private final Map<String, Job> byId = new HashMap<>();
    private final Map<String, Job> byName = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();
    private final Map<String, String> lrmNames;
    /** The LRM's names of all nodes, without capitals. */
    private final Set<String> nodes = new HashSet<>();

    private final Map<String, Optional<List<String>>> gangNodes = new HashMap<>();

    /** @param lrmNames the LRM's names of the nodes */
    Survey(JobSnapshot snapshot, Map<String, String> lrmNames) {
        this.snapshot = snapshot;
        this.lrmNames = lrmNames;
        lrmNames.values().forEach(name -> nodes.add(name.toLowerCase(Locale.ROOT)));
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
            if (job.filter(Survey::isGang).isPresent() && isDoneBeforeOthers(slot, lease)) {
                continue;
            }
            boolean living = job.isPresent() && job.get().state() != Job.State.ENDED;
            if (living || (job.isPresent() && slot.mayHaveJob())) {
                events.put(slot.key(), seen(job.get(), slot, lease));
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
        Optional<Job> known = slot.job().map(byId::get).filter(job -> job.isUnreadable() || isOf(job, slot.key()));
        // What has ended under its name may be a double: as long as its own may be there, unread, that is not its end.
        boolean ownMayBeThere = slot.job().isPresent() && (!snapshot.complete() || mayBeUnreadable(slot));
        return known.or(() -> Optional.ofNullable(byName.get(slot.key().text()))
                .or(() -> Optional.ofNullable(byName.get(slot.key().arrayName())))
                .filter(job -> job.state() != Job.State.ENDED || !ownMayBeThere));
    }

    /** A gang bears the name that all slots of the attempt share, and no number. */
    private static boolean isOf(Job job, SlotKey key) {
        return name(job).equals(key.text()) || name(job).equals(key.arrayName());
    }

    private static boolean isGang(Job job) {
        return SlotKey.isArrayName(name(job));
    }

    /** A gang's slot that is closed: its job is there for the others, and says nothing of it. */
    private static boolean isDoneBeforeOthers(Slot slot, Lease lease) {
        return slot.state().closed()
                && lease.slots().stream()
                        .anyMatch(other -> other.open()
                                && slot.job().isPresent()
                                && other.job().equals(slot.job()));
    }

    private SlotEvent seen(Job job, Slot slot, Lease lease) {
        Sight sight = new Sight(job.state(), job.node(), job.reason(), snapshot.askedAt());
        return new SlotEvent.Seen(job.id().text(), isGang(job) ? ofGang(sight, slot, lease) : sight);
    }

    /** Of a gang's nodes each slot has one: which, its claim tells; where the nodes cannot be read, nothing is concluded from them. */
    private Sight ofGang(Sight sight, Slot slot, Lease lease) {
        Optional<List<String>> shown =
                sight.node().flatMap(text -> gangNodes.computeIfAbsent(text, same -> sight.nodes()));
        if (shown.isEmpty()) {
            return sight;
        }
        if (shown.get().stream().anyMatch(this::isCutOff)) {
            return new Sight(sight.state(), Optional.empty(), sight.reason(), sight.askedAt());
        }
        if (slot.holder().isPresent()) {
            Optional<String> own = named(shown.get(), slot.holder().get());
            boolean without = own.isEmpty() && sight.state() == Job.State.RUNNING;
            return without
                    ? withoutNode(sight, slot.holder().get())
                    : own.map(sight::on).orElse(sight);
        }
        List<String> free = new ArrayList<>(shown.get());
        lease.slots().stream()
                .filter(other -> other.key().attempt() == slot.key().attempt())
                .flatMap(other -> other.holder().stream())
                .forEach(holder -> named(free, holder).ifPresent(free::remove));
        return free.size() == 1 ? sight.on(free.get(0)) : sight;
    }

    /** Whether it is the beginning of a node's name, and no node's: there the list has been cut, and says nothing of who is missing. */
    private boolean isCutOff(String name) {
        return !nodes.contains(name.toLowerCase(Locale.ROOT))
                && nodes.stream().anyMatch(node -> node.startsWith(name.toLowerCase(Locale.ROOT)))
                && nodes.stream().noneMatch(node -> NodeName.same(node, name));
    }

    private Optional<String> named(List<String> among, Holder holder) {
        String own = lrmNames.getOrDefault(holder.node(), holder.node());
        return among.stream().filter(name -> NodeName.same(name, own)).findFirst();
    }

    /** A gang that goes on without a node (lost, or given back): for that slot the job is over. */
    private static Sight withoutNode(Sight sight, Holder holder) {
        String words = "the LRM's job goes on without " + holder.node();
        return new Sight(Job.State.ENDED, sight.node(), Optional.of(words), sight.askedAt());
    }

    /** Leases that living jobs name. */
    Set<LeaseToken> leases() {
        Set<LeaseToken> leases = new HashSet<>();
        for (Job job : snapshot.jobs()) {
            String name = name(job);
            if (job.state() != Job.State.ENDED && SlotKey.isValid(name)) {
                leases.add(SlotKey.parse(name).lease());
            } else if (job.state() != Job.State.ENDED && isGang(job)) {
                leases.add(SlotKey.parse(name + ".1").lease());
            }
        }
        return leases;
    }
}
