package org.vmpilot.cli;

import java.util.ArrayList;
import java.util.List;
import org.vmpilot.protocol.view.OfferView;

/** What a dry run says, line by line. */
final class DryRunWords {
    private DryRunWords() {}

    static List<String> of(OfferView offer, Times times) {
        List<String> lines = new ArrayList<>();
        lines.add(
                offer.lease() == null
                        ? "nothing was made; a lease of " + offer.slots() + (offer.slots() == 1 ? " slot" : " slots")
                                + " would be made"
                        : "nothing was made; this key has made lease " + offer.lease() + " already");
        OfferView.Nodes nodes = offer.nodes();
        String age =
                nodes.factsFrom() == null ? "" : "; they said so " + times.ago(nodes.factsFrom()) + " ago or later";
        String silent = nodes.everUnknown() == 0 ? "" : "; " + nodes.everUnknown() + " have not said yet what they can";
        lines.add("nodes that could take a slot: ever " + count(nodes.ever(), nodes.everUnknown()) + ", now "
                + count(nodes.now(), nodes.nowUnknown()) + ", of " + nodes.all() + silent + age);
        OfferView.Start start = offer.start();
        lines.add(
                start.at() == null
                        ? "start: not known, " + Words.visible(start.words())
                        : "start: " + times.full(start.at()) + ", " + Words.visible(start.words()));
        return lines;
    }

    private static String count(int known, int unknown) {
        return unknown == 0 ? Integer.toString(known) : known + " to " + (known + unknown);
    }
}
