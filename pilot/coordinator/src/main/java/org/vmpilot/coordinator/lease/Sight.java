package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.NodeName;
import org.vmpilot.protocol.nodes.NodeSet;
import org.vmpilot.protocol.nodes.NodeSetException;

/**
 * What the LRM said of a slot's job.
 *
 * @param node the LRM's name of the node that it runs or ran on; of a gang all of its nodes
 * @param reason in the LRM's own words
 * @param askedAt when the query began
 */
public record Sight(Job.State state, Optional<String> node, Optional<String> reason, Instant askedAt) {
    /** Whether it may be there that the job is; true as well where the LRM does not say, or in words that cannot be read. */
    public boolean isOn(String lrmNode) {
        return node.isEmpty()
                || nodes().map(all -> all.stream().anyMatch(name -> NodeName.same(name, lrmNode)))
                        .orElse(true);
    }

    /** Where the LRM names one node alone. */
    public Optional<String> oneNode() {
        return nodes().filter(all -> all.size() == 1).map(all -> all.get(0));
    }

    /** Its nodes, one by one; empty: the LRM does not say, or in words that cannot be read. */
    public Optional<List<String>> nodes() {
        try {
            List<String> all = node.isEmpty()
                    ? List.of()
                    : NodeSet.parse(node.get()).stream().toList();
            return all.isEmpty() ? Optional.empty() : Optional.of(all);
        } catch (NodeSetException e) {
            return Optional.empty();
        }
    }

    /** The same of one node alone. */
    public Sight on(String one) {
        return new Sight(state, Optional.of(one), reason, askedAt);
    }

    boolean saysTheSameAs(Sight other) {
        return state == other.state && node.equals(other.node) && reason.equals(other.reason);
    }
}
