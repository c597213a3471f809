package org.vmpilot.coordinator.service;

import java.util.List;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.lease.Hold;
import org.vmpilot.coordinator.lease.Scope;
import org.vmpilot.coordinator.offers.Holds;
import org.vmpilot.coordinator.offers.Windows;
import org.vmpilot.protocol.nodes.NodeSet;
import org.vmpilot.protocol.view.HoldView;
import org.vmpilot.protocol.view.WindowView;

/** Holds and windows as the API shows them. From any thread. */
public final class HoldViews {
    private final Holds holds;
    private final Windows windows;

    public HoldViews(Holds holds, Windows windows) {
        this.holds = holds;
        this.windows = windows;
    }

    /** To whom the site's nodes are not shown, what is said of nodes is not. */
    List<HoldView> holds(Caller by) {
        return holds.all().stream()
                .filter(hold -> shown(by, hold.scope()))
                .map(HoldViews::of)
                .toList();
    }

    List<WindowView> windows(Caller by) {
        return windows.next().stream()
                .filter(window -> shown(by, window.rule().scope()))
                .map(HoldViews::of)
                .toList();
    }

    private static boolean shown(Caller by, Scope scope) {
        return by.scope().isEmpty() || scope.nodes().isEmpty();
    }

    static HoldView of(Hold hold) {
        return new HoldView(
                hold.id(),
                hold.scope().queue().orElse(null),
                hold.scope().nodes().map(NodeSet::toString).orElse(null),
                hold.who(),
                hold.why(),
                hold.since(),
                hold.until().orElse(null));
    }

    private static WindowView of(Windows.Next window) {
        Scope scope = window.rule().scope();
        return new WindowView(
                window.rule().name(),
                window.rule().begin(),
                window.rule().duration().toSeconds(),
                window.rule().zone().getId(),
                scope.queue().orElse(null),
                scope.nodes().map(NodeSet::toString).orElse(null),
                window.rule().why(),
                window.begins(),
                window.ends(),
                window.now());
    }
}
