package org.vmpilot.coordinator.agents;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.jobs.Jobs;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotEvent;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.Intake;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.nodes.Nodes;
import org.vmpilot.protocol.Declined;
import org.vmpilot.protocol.SlotKey;

/** Slots that nobody claims, and why: so that a lease can say more than that its job ended without a claim. For the loop's thread. */
final class Unclaimed {
    private static final Logger LOG = LogManager.getLogger(Unclaimed.class);
    private static final String NO_NAME =
            "its node speaks in a name that no [[node]] of the coordinator's configuration has";

    /** A pilot asks again every few seconds, and anybody may speak in a node's name. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final Decisions decisions;
    private final Intake intake;
    private final Nodes nodes;
    private final Jobs jobs;
    private final Ports ports;
    private final Map<String, Instant> looked = new HashMap<>();

    Unclaimed(Decisions decisions, Intake intake, Nodes nodes, Jobs jobs, Ports ports) {
        this.decisions = decisions;
        this.intake = intake;
        this.nodes = nodes;
        this.jobs = jobs;
        this.ports = ports;
    }

    /** A node speaks for itself only: a slot whose job the LRM runs elsewhere is not its. */
    void declined(Declined declined, String lrmNode) {
        String node = declined.node();
        LOG.info("{} declined by node {}: {}", declined.slot(), node, declined.words());
        if (declined.closed()) {
            nodes.closed(node, declined.words());
        }
        Optional<Slot> slot =
                decisions.leases().lease(declined.slot().lease()).flatMap(lease -> lease.slot(declined.slot()));
        boolean elsewhere =
                slot.flatMap(Slot::sight).filter(sight -> !sight.isOn(lrmNode)).isPresent();
        if (slot.isPresent() && !elsewhere) {
            String words = "by node " + node + " itself: " + declined.words();
            intake.offer(
                    declined.slot().lease(),
                    new LeaseEvent.OfSlot(declined.slot(), new SlotEvent.ClaimRefused(words, declined.closed())));
        }
    }

    /** Nothing of what was said is believed; but where the LRM runs a job that nobody claims, that is why. */
    void wrongKey(String node, String lrmNode) {
        notBelieved(
                node,
                lrmNode,
                "somebody speaks in the name of node " + node
                        + " with another key than its own (node.key there; 'vmpilot key issue " + node
                        + "' prints the right one)");
    }

    /** Likewise of a node that nobody has told us of: what the LRM calls it is taken for its name. */
    void unknown(String node) {
        // Without the name: anybody makes up a thousand of them.
        notBelieved("", node, NO_NAME);
    }

    private void notBelieved(String node, String lrmNode, String words) {
        Instant now = ports.clock().instant();
        Instant before = looked.get(node);
        if (before != null && before.plus(LOOK_AGAIN).isAfter(now)) {
            return;
        }
        looked.put(node, now);
        // The pilot does not wait for long, and on which node its job is the LRM may not have said yet.
        jobs.lookSoon();
        Map<SlotKey, SlotEvent> refused = new LinkedHashMap<>();
        for (Lease lease : decisions.leases().leases()) {
            for (Slot slot : lease.current()) {
                if (waits(slot) && runsOn(slot, lrmNode) && isNews(slot, words)) {
                    refused.put(slot.key(), new SlotEvent.ClaimRefused(words));
                }
            }
        }
        refused.forEach((slot, event) -> intake.offer(slot.lease(), new LeaseEvent.OfSlot(slot, event)));
    }

    /** Once each: anybody may say the two in turns, and for ever. */
    private static boolean isNews(Slot slot, String words) {
        return slot.reason().isEmpty()
                || (!words.equals(NO_NAME) && slot.reason().contains(NO_NAME));
    }

    private static boolean waits(Slot slot) {
        return slot.state() == SlotState.SUBMITTING || slot.state() == SlotState.QUEUED;
    }

    private static boolean runsOn(Slot slot, String lrmNode) {
        return slot.sight()
                .filter(sight -> sight.node().isPresent() && sight.isOn(lrmNode))
                .isPresent();
    }
}
