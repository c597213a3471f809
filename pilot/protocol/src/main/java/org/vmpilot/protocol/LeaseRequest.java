package org.vmpilot.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the workspace service asks for, already checked: guests, for a duration, all or nothing.
 *
 * @param duration counted from GO
 * @param queue the LRM's queue or partition; empty: the site's default
 * @param nodeProperty what a node must have (Grid Engine complex, PBS resource, Slurm feature); empty: the site's default
 * @param account the LRM's account or project to charge
 * @param guestsPerNode at most so many guests share a slot; guests fill slots in the order of the groups
 * @param labels the caller's own words, by which it finds its leases; nothing here reads them
 * @param defaults paths of the fields that the caller did not give, for example {@code group[0].vcpus}; empty: not known
 * @param times what it says of time beside its duration
 */
public record LeaseRequest(
        String name,
        Duration duration,
        Optional<String> queue,
        Optional<String> nodeProperty,
        Optional<String> account,
        NodeUse nodeUse,
        int guestsPerNode,
        OnSlotLoss onSlotLoss,
        List<GuestGroup> groups,
        Map<String, String> labels,
        Optional<List<String>> defaults,
        LeaseTimes times) {
    /** Whether a slot holds its node alone or shares it with other jobs. */
    public enum NodeUse {
        EXCLUSIVE,
        SHARED
    }

    /** What a lost slot means for its lease. */
    public enum OnSlotLoss {
        END,
        CONTINUE
    }

    public LeaseRequest {
        groups = List.copyOf(groups);
        labels = Map.copyOf(labels);
        defaults = defaults.map(List::copyOf);
    }

    /** One that says nothing of time but its duration. */
    public LeaseRequest(
            String name,
            Duration duration,
            Optional<String> queue,
            Optional<String> nodeProperty,
            Optional<String> account,
            NodeUse nodeUse,
            int guestsPerNode,
            OnSlotLoss onSlotLoss,
            List<GuestGroup> groups,
            Map<String, String> labels,
            Optional<List<String>> defaults) {
        this(
                name,
                duration,
                queue,
                nodeProperty,
                account,
                nodeUse,
                guestsPerNode,
                onSlotLoss,
                groups,
                labels,
                defaults,
                LeaseTimes.of(duration));
    }

    /** What its duration can become: limits and the walltime count it. */
    public Duration longest() {
        return times.longest();
    }

    public int guestCount() {
        return groups.stream().mapToInt(GuestGroup::count).sum();
    }

    /** Slots that the lease needs: guests over guests per node, rounded up. */
    public int slotCount() {
        return (guestCount() + guestsPerNode - 1) / guestsPerNode;
    }

    public LeaseRequest withDefaults(List<String> paths) {
        return new LeaseRequest(
                name,
                duration,
                queue,
                nodeProperty,
                account,
                nodeUse,
                guestsPerNode,
                onSlotLoss,
                groups,
                labels,
                Optional.of(paths),
                times);
    }

    /** The same with these. */
    public LeaseRequest withTimes(LeaseTimes other) {
        return new LeaseRequest(
                name,
                duration,
                queue,
                nodeProperty,
                account,
                nodeUse,
                guestsPerNode,
                onSlotLoss,
                groups,
                labels,
                defaults,
                other);
    }
}
