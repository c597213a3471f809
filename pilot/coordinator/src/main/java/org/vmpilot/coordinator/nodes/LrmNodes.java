package org.vmpilot.coordinator.nodes;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.loop.Settings;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.NodeName;
import org.vmpilot.lrm.NodeState;

/**
 * Nodes as the LRM shows them, asked for when somebody looks: one query for all, and one for all who look within the same
 * interval. From any thread.
 */
final class LrmNodes {
    private static final Logger LOG = LogManager.getLogger(LrmNodes.class);

    private final Ports ports;
    private final Duration interval;
    private final Map<String, String> lrmNames;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Answer last = new Answer(Instant.MIN, ImmutableListMultimap.of());

    private record Answer(Instant at, ImmutableListMultimap<String, NodeState> byHost) {}

    LrmNodes(Ports ports, Settings settings) {
        this.ports = ports;
        this.interval = settings.queryMin();
        this.lrmNames = settings.lrmNames();
    }

    /** The LRM's state of the node; empty: it is not known there, may be any of several, or the LRM cannot be asked. */
    Optional<NodeState> of(String node) {
        try {
            String name = lrmNames.getOrDefault(node, node);
            return NodeName.find(last.byHost().get(NodeName.host(name)), name);
        } catch (LrmException e) {
            LOG.debug("{}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Asks the LRM if the last answer is old. Who comes while it is being asked takes the last answer. */
    void refresh() {
        if (!asking.tryLock()) {
            return;
        }
        try {
            Instant now = ports.clock().instant();
            if (last.at().equals(Instant.MIN) || last.at().plus(interval).isBefore(now)) {
                last = new Answer(now, ask());
            }
        } finally {
            asking.unlock();
        }
    }

    private ImmutableListMultimap<String, NodeState> ask() {
        try {
            return Multimaps.index(ports.lrm().nodes(), state -> NodeName.host(state.node()));
        } catch (LrmException e) {
            LOG.debug("the LRM does not show its nodes: {}", e.getMessage());
            return ImmutableListMultimap.of();
        }
    }
}
