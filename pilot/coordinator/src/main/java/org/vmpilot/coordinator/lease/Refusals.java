package org.vmpilot.coordinator.lease;

import com.google.common.collect.Multimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.collect.SetMultimap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the policies of nodes have refused of a lease, in all of its attempts; and when it is not tried again. Pure. */
final class Refusals {
    private final List<Slot> slots;
    private final boolean avoidsNodes;

    Refusals(Lease lease, Timing timing) {
        this.slots = lease.slots().stream()
                .filter(slot -> slot.moments().has(Moment.NODE_REFUSED))
                .toList();
        this.avoidsNodes = timing.avoidsNodes();
    }

    /** Why it is not tried again on the same terms; empty: another node may still take it. */
    Optional<String> last() {
        if (slots.isEmpty() || (avoidsNodes && !repeated())) {
            return Optional.empty();
        }
        return Optional.of(words() + (avoidsNodes ? "" : "; the LRM cannot be asked for other nodes"));
    }

    /** Whether the same was said by a second node, or again in a later attempt. */
    private boolean repeated() {
        Multimap<String, String> sayers =
                MultimapBuilder.hashKeys().hashSetValues().build();
        slots.forEach(slot -> sayers.put(slot.reason(), slot.key().attempt() + " " + node(slot)));
        return sayers.asMap().values().stream().anyMatch(said -> said.size() > 1);
    }

    /** Every node, and what it refuses: "node01 and node02 refuse it: guest 0: ..."; empty if none does. */
    String words() {
        SetMultimap<String, String> nodes =
                MultimapBuilder.linkedHashKeys().treeSetValues().build();
        slots.forEach(slot -> nodes.put(slot.reason(), node(slot)));
        return nodes.asMap().entrySet().stream()
                .map(said -> sentence(said.getValue(), said.getKey()))
                .collect(Collectors.joining("; "));
    }

    private static String sentence(Collection<String> nodes, String words) {
        List<String> names = new ArrayList<>(nodes);
        String last = names.remove(names.size() - 1);
        return names.isEmpty()
                ? last + " refuses it: " + words
                : String.join(", ", names) + " and " + last + " refuse it: " + words;
    }

    private static String node(Slot slot) {
        return slot.holder().map(Holder::node).orElse("a node");
    }
}
