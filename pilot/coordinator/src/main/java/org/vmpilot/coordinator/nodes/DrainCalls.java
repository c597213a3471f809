package org.vmpilot.coordinator.nodes;

import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;

/** Tells the LRM of drains: blocking calls, on a worker's thread. */
final class DrainCalls {
    private final Lrm lrm;
    private final Map<String, String> lrmNames;

    /** @param lrmNames the LRM's names of nodes that have another one there */
    DrainCalls(Lrm lrm, Map<String, String> lrmNames) {
        this.lrm = lrm;
        this.lrmNames = lrmNames;
    }

    /** @return what was done, for people */
    String call(Drain drain) throws LrmException {
        String node = lrmNames.getOrDefault(drain.node(), drain.node());
        if (drain.step() == Drain.Step.WANTED) {
            lrm.drain(node, drain.reason());
            return "is drained in the LRM: " + drain.reason();
        }
        try {
            lrm.resume(node);
            return "may have jobs again: our drain in the LRM is lifted, or there was none";
        } catch (LrmException e) {
            Optional<String> foreign = e.kind() == LrmException.Kind.DENIED ? somebodyElses(node) : Optional.empty();
            if (foreign.isEmpty()) {
                throw e;
            }
            return "stays drained in the LRM by somebody else: " + foreign.get();
        }
    }

    /** The reason of a drain that is not ours: theirs to lift. */
    private Optional<String> somebodyElses(String node) throws LrmException {
        return lrm.nodes().stream()
                .filter(state -> state.node().equalsIgnoreCase(node) && state.drained())
                .map(state -> state.reason().orElse("no reason given"))
                .filter(reason -> !reason.startsWith(Lrm.DRAIN_TAG))
                .findFirst();
    }
}
