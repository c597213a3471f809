package org.vmpilot.coordinator.nodes;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vmpilot.coordinator.lease.Holder;
import org.vmpilot.coordinator.lease.Moment;
import org.vmpilot.coordinator.lease.Sight;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.lrm.NodeName;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotKey;

/**
 * Counts the pilots that fell one after another on a node, before READY and by the node's own fault: such a node is idle again at once, so the LRM
 * sends the next one there, too. In memory: a coordinator that is started counts anew. For the loop's thread.
 */
final class BlackHoles {
    private static final int IN_A_ROW = 3;
    private static final int MOST_WORDS = 120;

    private final Map<String, String> lrmNames;
    private final Map<String, Deque<Fall>> falls = new HashMap<>();

    private record Fall(SlotKey slot, String words) {}

    /** @param lrmNames the LRM's names of the nodes */
    BlackHoles(Map<String, String> lrmNames) {
        this.lrmNames = lrmNames;
    }

    /**
     * What became of leases' slots.
     *
     * @return node → why it is a black hole
     */
    Map<String, String> changed(Decisions.Told told) {
        Map<String, String> found = new HashMap<>();
        told.changedSlots()
                .forEach(slot -> node(slot).ifPresent(node -> {
                    if (isNew(told, slot, Moment.READY) || isNew(told, slot, Moment.STARTING)) {
                        falls.remove(node);
                    } else if (isNew(told, slot, Moment.NODE_REFUSED)) {
                        // What its policy refuses is the order's fault, also where the certificate came before the
                        // report.
                        row(node).removeIf(fall -> fall.slot().equals(slot.key()));
                    } else if (isNew(told, slot, Moment.NODE_FAILED) && !isTooLarge(slot)) {
                        fell(node, slot).ifPresent(words -> found.put(node, words));
                    }
                }));
        return found;
    }

    /** A person says that the node is well, or it says itself why its pilots leave. */
    void forget(String node) {
        falls.remove(node);
    }

    private static boolean isNew(Decisions.Told told, Slot slot, Moment moment) {
        return slot.moments().has(moment)
                && told.before(slot)
                        .filter(before -> before.moments().has(moment))
                        .isEmpty();
    }

    /** Whoever asks for more memory than there is must not be able to drain the cluster with it. */
    private static boolean isTooLarge(Slot slot) {
        return slot.reason().startsWith(Report.NO_ROOM);
    }

    private Deque<Fall> row(String node) {
        return falls.computeIfAbsent(node, same -> new ArrayDeque<>());
    }

    private Optional<String> fell(String node, Slot slot) {
        Deque<Fall> row = row(node);
        row.add(new Fall(slot.key(), words(slot)));
        if (row.size() > IN_A_ROW) {
            row.remove();
        }
        // One lease alone may be what is wrong.
        long leases = row.stream().map(fall -> fall.slot().lease()).distinct().count();
        return row.size() < IN_A_ROW || leases < 2
                ? Optional.empty()
                : Optional.of("black hole: " + IN_A_ROW + " pilots in a row ended here before they were ready: "
                        + row.stream()
                                .map(fall -> fall.slot() + " (" + fall.words() + ")")
                                .collect(Collectors.joining(", ")));
    }

    private static String words(Slot slot) {
        String line = slot.reason().replaceAll("\\s+", " ").strip();
        return line.length() <= MOST_WORDS ? line : line.substring(0, MOST_WORDS) + "...";
    }

    /** Its own name where a claim told it, else the one that the configuration has for the LRM's, else the LRM's. */
    private Optional<String> node(Slot slot) {
        return slot.holder()
                .map(Holder::node)
                .or(() -> slot.sight().flatMap(Sight::oneNode).map(this::own));
    }

    private String own(String lrmName) {
        return lrmNames.entrySet().stream()
                .filter(name -> NodeName.same(name.getValue(), lrmName))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(lrmName);
    }
}
