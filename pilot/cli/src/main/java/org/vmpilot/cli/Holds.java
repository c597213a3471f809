package org.vmpilot.cli;

import org.vmpilot.protocol.view.HoldView;
import org.vmpilot.protocol.view.WindowView;

/** Holds and windows for people. */
final class Holds {
    private Holds() {}

    static String words(HoldView hold, Times times) {
        return Words.visible(hold.id()) + ": " + of(hold.queue(), hold.nodes()) + " held by "
                + Words.visible(hold.who()) + ", " + times.ago(hold.since()) + " ago: " + Words.visible(hold.why())
                + (hold.until() == null ? "" : "; until " + times.full(hold.until()));
    }

    static String words(WindowView window, Times times) {
        String when = window.open()
                ? "NOW, until " + times.full(window.endsAt())
                : times.full(window.beginsAt()) + " to " + times.full(window.endsAt());
        return Words.visible(window.name()) + ": " + when + ", " + of(window.queue(), window.nodes()) + ": "
                + Words.visible(window.why());
    }

    private static String of(String queue, String nodes) {
        return queue != null ? "queue " + Words.visible(queue) : nodes != null ? Words.visible(nodes) : "everything";
    }
}
