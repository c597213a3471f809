package org.vmpilot.coordinator.nodes;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.lrm.DrainHold;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.NodeName;
import org.vmpilot.lrm.NodeState;

/** Tells the LRM of drains: blocking calls, on a worker's thread. */
final class DrainCalls {
    private static final Logger LOG = LogManager.getLogger(DrainCalls.class);

    private final Lrm lrm;
    private final Map<String, String> lrmNames;

    /** @param lrmNames the LRM's names of nodes that have another one there */
    DrainCalls(Lrm lrm, Map<String, String> lrmNames) {
        this.lrm = lrm;
        this.lrmNames = lrmNames;
    }

    /**
     * What was done.
     *
     * @param ours whether the node is closed in our name now
     * @param words for people
     */
    record Done(boolean ours, String words) {}

    /** Tells it, and what came of it, or in which words it failed. */
    void tell(Drain drain, Consumer<Done> done, Consumer<String> failed) {
        try {
            done.accept(call(drain));
        } catch (LrmException e) {
            failed.accept(e.kind() + ": " + e.getMessage());
        } catch (RuntimeException e) {
            failed.accept("the LRM's adapter failed: " + e);
        } catch (Error e) {
            failed.accept("the LRM's adapter failed: " + e);
            throw e;
        }
    }

    private Done call(Drain drain) throws LrmException {
        String node = lrmNames.getOrDefault(drain.node(), drain.node());
        if (drain.step() == Drain.Step.WANTED) {
            DrainHold hold = lrm.drain(node, drain.reason());
            return hold.ours()
                    ? new Done(true, "is drained in the LRM: " + drain.reason())
                    : new Done(
                            false,
                            "is drained in the LRM by somebody else, and open again when he lifts it: "
                                    + hold.reason());
        }
        try {
            lrm.resume(node);
            return new Done(false, "may have jobs again: our drain in the LRM is lifted, or there was none");
        } catch (LrmException e) {
            Optional<String> foreign = e.kind() == LrmException.Kind.DENIED ? somebodyElses(node) : Optional.empty();
            if (foreign.isEmpty()) {
                throw e;
            }
            return new Done(false, "stays drained in the LRM by somebody else: " + foreign.get());
        }
    }

    /**
     * What the LRM shows of these nodes now, one query.
     *
     * @return node → whether our tag is on its drain, empty: nobody holds it closed; not in it: a node that the LRM does not show, or of which it is
     *     not certain which it is
     */
    Map<String, Optional<Boolean>> shown(Collection<String> nodes) throws LrmException {
        List<NodeState> states = lrm.nodes();
        Map<String, Optional<Boolean>> shown = new HashMap<>();
        for (String node : nodes) {
            one(states, node)
                    .ifPresent(state -> shown.put(
                            node,
                            state.drained() ? Optional.of(DrainHold.of(state).ours()) : Optional.empty()));
        }
        return shown;
    }

    /** Of a name that may be any of several nothing is known, and the others have their answer all the same. */
    private Optional<NodeState> one(List<NodeState> states, String node) {
        try {
            return NodeName.find(states, lrmNames.getOrDefault(node, node));
        } catch (LrmException e) {
            LOG.warn("whether {} is drained in the LRM is not known: {}", node, e.getMessage());
            return Optional.empty();
        }
    }

    /** The reason of a drain that is not ours: theirs to lift. */
    private Optional<String> somebodyElses(String node) throws LrmException {
        return NodeName.find(lrm.nodes(), node)
                .filter(NodeState::drained)
                .map(state -> state.reason().orElse("no reason given"))
                .filter(reason -> !reason.startsWith(Lrm.DRAIN_TAG));
    }
}
