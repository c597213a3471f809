package org.vmpilot.coordinator.offers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.vmpilot.coordinator.lease.Admission;
import org.vmpilot.coordinator.lease.Closure;
import org.vmpilot.coordinator.lease.Hold;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.ReasonCode;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.Intake;
import org.vmpilot.coordinator.loop.Member;
import org.vmpilot.protocol.nodes.NodeSet;

/**
 * Holds and windows as those see them who start something. What was claimed and has no GO when a hold comes is given back; what only waits in the LRM stays
 * there, and is given back when its claim comes.
 */
public final class SiteAdmission implements Admission, Member {
    private final Holds holds;
    private final Windows windows;
    private final Decisions decisions;
    private final Intake intake;

    public SiteAdmission(Holds holds, Windows windows, Decisions decisions, Intake intake) {
        this.holds = holds;
        this.windows = windows;
        this.decisions = decisions;
        this.intake = intake;
    }

    @Override
    public Optional<Closure> closed(Lease lease) {
        return first(hold -> hold.scope().covers(lease)).or(() -> windows.closed(lease));
    }

    @Override
    public Optional<Closure> closed(Lease lease, String node) {
        return closed(lease)
                .or(() -> first(hold -> hold.scope().coversNode(node)))
                .or(() -> windows.closed(lease, node));
    }

    @Override
    public Set<String> closedNodes(Lease lease) {
        Set<String> nodes = new HashSet<>(windows.closedNodes(lease));
        holds.all().stream()
                .flatMap(hold -> hold.scope().nodes().stream())
                .flatMap(NodeSet::stream)
                .forEach(nodes::add);
        return nodes;
    }

    /** Of several the one that holds the longest. */
    private Optional<Closure> first(java.util.function.Predicate<Hold> which) {
        return holds.all().stream()
                .filter(which)
                .max((one, other) ->
                        one.until().orElse(Instant.MAX).compareTo(other.until().orElse(Instant.MAX)))
                .map(hold -> Closure.of(ReasonCode.HELD, hold.words(), hold.until()));
    }

    /** Why nothing is started on the node, for people; empty: nothing is said of it alone. */
    public Optional<String> ofNode(String node) {
        List<String> words = new ArrayList<>();
        holds.all().stream()
                .filter(hold -> hold.scope().coversNode(node))
                .map(Hold::words)
                .forEach(words::add);
        windows.ofNode(node).forEach(words::add);
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words));
    }

    /** What a coordinator that was killed right after a hold was made has not given back. */
    @Override
    public void recover(List<Lease> open) {
        giveBack();
    }

    /** Gives back what is claimed, has no GO and is not to get it. For the loop's thread, after a hold is durable. */
    public void giveBack() {
        for (Lease lease : List.copyOf(decisions.leases().beginning())) {
            if (lease.state() == LeaseState.ASSEMBLING) {
                closedOnItsNodes(lease)
                        .ifPresent(why -> intake.take(lease.token(), new LeaseEvent.HoldBack(why), () -> {}));
            }
        }
    }

    private Optional<Closure> closedOnItsNodes(Lease lease) {
        return lease.current().stream()
                .filter(Slot::claimed)
                .flatMap(slot -> closed(lease, slot.holder().orElseThrow().node()).stream())
                .findFirst();
    }

    /** When something may start that may not now. */
    @Override
    public Stream<Instant> dues(Instant now) {
        return windows.dues(now);
    }
}
