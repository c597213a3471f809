package org.vmpilot.client;

import java.util.Optional;

/**
 * Which nodes are wanted; all that is asked must hold, and a node of which it is not known is none of them.
 *
 * @param guestMemory size that one guest could have there, such as {@code 1G}
 * @param memoryFree size that guests could have had when the node last said so
 * @param kind of guest: pv, pvh, hvm
 * @param bridge that a guest may join
 * @param alike only nodes of which there are so many with equal facts
 */
public record NodeFilter(
        Optional<String> guestMemory,
        Optional<String> memoryFree,
        Optional<String> kind,
        Optional<String> bridge,
        Optional<Integer> alike) {
    public static final NodeFilter ALL =
            new NodeFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    Parameters parameters() {
        Parameters parameters = new Parameters();
        guestMemory.ifPresent(size -> parameters.add("guest_memory", size));
        memoryFree.ifPresent(size -> parameters.add("memory_free", size));
        kind.ifPresent(word -> parameters.add("kind", word));
        bridge.ifPresent(name -> parameters.add("bridge", name));
        alike.ifPresent(count -> parameters.add("alike", count.toString()));
        return parameters;
    }
}
