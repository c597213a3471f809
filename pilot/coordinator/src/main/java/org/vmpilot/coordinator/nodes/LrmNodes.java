package org.vmpilot.coordinator.nodes;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.loop.Settings;
import org.vmpilot.lrm.LrmException;
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
    private volatile Answer last = new Answer(Instant.MIN, Map.of());

    private record Answer(Instant at, Map<String, NodeState> nodes) {}

    LrmNodes(Ports ports, Settings settings) {
        this.ports = ports;
        this.interval = settings.queryMin();
        this.lrmNames = settings.lrmNames();
    }

    /** The LRM's state of the node; empty: it is not known there, or the LRM cannot be asked. */
    Optional<NodeState> of(String node) {
        String name = lrmNames.getOrDefault(node, node);
        return Optional.ofNullable(last.nodes().get(name.toLowerCase(Locale.ROOT)));
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

    private Map<String, NodeState> ask() {
        Map<String, NodeState> nodes = new HashMap<>();
        try {
            ports.lrm().nodes().forEach(node -> nodes.put(node.node().toLowerCase(Locale.ROOT), node));
        } catch (LrmException e) {
            LOG.debug("the LRM does not show its nodes: {}", e.getMessage());
        }
        return nodes;
    }
}
