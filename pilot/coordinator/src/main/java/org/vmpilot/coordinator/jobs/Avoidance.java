package org.vmpilot.coordinator.jobs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.NodeFaults;
import org.vmpilot.coordinator.lease.Patience;
import org.vmpilot.coordinator.lease.Sight;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.NodeName;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.protocol.LeaseRequest;

/**
 * Which nodes a lease's jobs are not to run on. A wish: where the LRM cannot be asked, or too few other nodes would be left, no node is left out. On a
 * worker's thread.
 */
final class Avoidance {
    private static final Logger LOG = LogManager.getLogger(Avoidance.class);

    private final Lrm lrm;
    private final Map<String, String> lrmNames;
    private final Function<Lease, Set<String>> closed;
    private final InstantSource clock;
    private final Duration fresh;
    private List<NodeState> shown = List.of();
    private Instant shownUntil = Instant.MIN;

    /**
     * @param fresh for how long an answer of the LRM on its nodes serves every submit
     * @param lrmNames the LRM's names of the nodes
     * @param closed nodes that are closed to a lease, by their own names
     */
    Avoidance(
            Lrm lrm,
            InstantSource clock,
            Duration fresh,
            Map<String, String> lrmNames,
            Function<Lease, Set<String>> closed) {
        this.lrm = lrm;
        this.clock = clock;
        this.fresh = fresh;
        this.lrmNames = lrmNames;
        this.closed = closed;
    }

    /** The LRM's names of the nodes to leave out, as it spells them. */
    List<String> of(Lease lease) {
        if (!lrm.avoidsNodes() || Patience.avoidedInVain(lease)) {
            return List.of();
        }
        Set<String> wanted = wanted(lease);
        if (wanted.isEmpty()) {
            return List.of();
        }
        try {
            return among(nodes(), wanted, lease.request());
        } catch (LrmException | RuntimeException e) {
            LOG.info("{} goes to any node: the LRM does not show its nodes: {}", lease.token(), e.getMessage());
            return List.of();
        }
    }

    /** Of many that submit at once one asks. */
    private synchronized List<NodeState> nodes() throws LrmException {
        Instant now = clock.instant();
        if (!now.isBefore(shownUntil)) {
            shown = lrm.nodes();
            shownUntil = now.plus(fresh);
        }
        return shown;
    }

    private Set<String> wanted(Lease lease) {
        Set<String> wanted = new LinkedHashSet<>();
        for (Slot slot : NodeFaults.of(lease)) {
            // Where the LRM itself named the node, that is its own spelling.
            slot.sight()
                    .flatMap(Sight::oneNode)
                    .or(() -> slot.holder().map(holder -> lrmName(holder.node())))
                    .ifPresent(wanted::add);
        }
        closed.apply(lease).forEach(node -> wanted.add(lrmName(node)));
        return wanted;
    }

    private String lrmName(String node) {
        return lrmNames.getOrDefault(node, node);
    }

    private static List<String> among(List<NodeState> nodes, Set<String> wanted, LeaseRequest request) {
        List<String> avoided = new ArrayList<>();
        int others = 0;
        for (NodeState node : nodes) {
            if (wanted.stream().anyMatch(name -> NodeName.same(name, node.node()))) {
                avoided.add(node.node());
            } else if (node.up() && !node.drained()) {
                others++;
            }
        }
        boolean alone = request.nodeUse() == LeaseRequest.NodeUse.EXCLUSIVE;
        return others >= (alone ? request.slotCount() : 1) ? avoided : List.of();
    }
}
