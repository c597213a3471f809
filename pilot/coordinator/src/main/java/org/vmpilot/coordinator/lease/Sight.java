package org.vmpilot.coordinator.lease;

import java.time.Instant;
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
    /** Whether it may be there that the job is; true as well where the LRM does not say, or in words that are no names. */
    public boolean isOn(String lrmNode) {
        if (node.isEmpty()) {
            return true;
        }
        try {
            return NodeSet.parse(node.get()).stream().anyMatch(name -> NodeName.same(name, lrmNode));
        } catch (NodeSetException e) {
            return NodeName.same(node.get(), lrmNode)
                    || node.get().contains(",")
                    || node.get().contains("[");
        }
    }

    boolean saysTheSameAs(Sight other) {
        return state == other.state && node.equals(other.node) && reason.equals(other.reason);
    }
}
