package org.vmpilot.protocol.view;

import java.time.Instant;
import java.util.List;

/**
 * What a node said of itself with its last claim. Null: it did not say, and nothing is concluded from that.
 *
 * @param toldAt when; free memory is of some time before that
 * @param memoryMib all that the machine has
 * @param guestMemoryMib what guests of ours could have, at most, if nothing else were there
 * @param guestMemoryFreeMib what was left of that
 * @param xen its version
 * @param kinds of guest: pv, pvh, hvm
 * @param bridges that there are
 * @param limits what node.conf allows an order
 */
public record NodeFactsView(
        Instant toldAt,
        Integer cpus,
        Integer memoryMib,
        Integer guestMemoryMib,
        Integer guestMemoryFreeMib,
        String xen,
        List<String> kinds,
        List<String> bridges,
        Limits limits) {
    /**
     * As node.conf has them; a list that is empty allows nothing.
     *
     * @param guestMemoryMax MiB of one guest
     * @param durationMax s
     * @param kernels folders; likewise images
     */
    public record Limits(
            Integer guestsMax,
            Integer guestMemoryMax,
            Integer guestVcpusMax,
            Integer durationMax,
            List<String> kernels,
            List<String> images,
            List<String> diskFormats,
            List<String> bridges,
            List<String> bootLoaders) {}

    /** The same but for when it was told, and what was free then: nodes with equal facts can do the same. */
    public NodeFactsView lasting() {
        return new NodeFactsView(null, cpus, memoryMib, guestMemoryMib, null, xen, kinds, bridges, limits);
    }
}
