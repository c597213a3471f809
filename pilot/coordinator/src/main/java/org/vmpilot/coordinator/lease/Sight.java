package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.Optional;
import org.vmpilot.lrm.Job;

/**
 * What the LRM said of a slot's job.
 *
 * @param node the LRM's name of the node that it runs or ran on
 * @param reason in the LRM's own words
 * @param askedAt when the query began
 */
public record Sight(Job.State state, Optional<String> node, Optional<String> reason, Instant askedAt) {
    boolean saysTheSameAs(Sight other) {
        return state == other.state && node.equals(other.node) && reason.equals(other.reason);
    }
}
