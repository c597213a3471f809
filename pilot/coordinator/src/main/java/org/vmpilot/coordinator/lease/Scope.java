package org.vmpilot.coordinator.lease;

import java.util.Optional;
import org.vmpilot.protocol.nodes.NodeSet;

/**
 * What a hold or a window is of: everything, a queue, or some nodes.
 *
 * @param queue by the LRM's name; empty with {@code nodes}
 * @param nodes by their own names
 */
public record Scope(Optional<String> queue, Optional<NodeSet> nodes) {
    public static final Scope ALL = new Scope(Optional.empty(), Optional.empty());

    public Scope {
        if (queue.isPresent() && nodes.isPresent()) {
            throw new IllegalArgumentException("either a queue or nodes");
        }
    }

    public static Scope queue(String name) {
        return new Scope(Optional.of(name), Optional.empty());
    }

    public static Scope nodes(NodeSet set) {
        return new Scope(Optional.empty(), Optional.of(set));
    }

    /** Whether it is of the lease wherever it would start. */
    public boolean covers(Lease lease) {
        return nodes.isEmpty()
                && queue.filter(name -> !lease.request().queue().equals(queue)).isEmpty();
    }

    public boolean coversNode(String node) {
        return nodes.filter(set -> set.contains(node)).isPresent();
    }

    /** For people: {@code everything}, {@code queue work}, {@code node[01-04]}. */
    public String words() {
        return queue.map(name -> "queue " + name)
                .or(() -> nodes.map(NodeSet::toString))
                .orElse("everything");
    }
}
