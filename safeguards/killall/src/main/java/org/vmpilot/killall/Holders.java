package org.vmpilot.killall;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.vmpilot.killall.pilots.LrmChoice;
import org.vmpilot.killall.pilots.PilotJobs;
import org.vmpilot.killall.site.Site;
import org.vmpilot.lrm.LrmException;

/**
 * The nodes that hold a slot, as coordinator and LRM say: what either of them names counts. The coordinator knows slots whose job the LRM has lost, the LRM
 * jobs of a coordinator that is dead.
 */
final class Holders {
    private final Site site;
    private final Set<String> nodes = new TreeSet<>();
    private final List<String> troubles = new ArrayList<>();
    private boolean answered;

    Holders(Site site) {
        this.site = site;
    }

    void ask() throws InterruptedException {
        if (site.coordinator().isPresent()) {
            try {
                nodes.addAll(new CoordinatorApi(site.coordinator().get()).holders());
                answered = true;
            } catch (CoordinatorException e) {
                troubles.add(e.getMessage());
            }
        }
        site.lrm().ifPresent(this::ask);
    }

    private void ask(LrmChoice choice) {
        try (PilotJobs pilots = PilotJobs.of(choice)) {
            pilots.nodes().forEach(node -> nodes.add(known(node)));
            answered = true;
        } catch (LrmException e) {
            troubles.add(choice.provider() + ": " + e.getMessage());
        }
    }

    /** An LRM may name a host with its domain. */
    private String known(String node) {
        String host = node.split("\\.", 2)[0];
        return !site.nodes().contains(node) && site.nodes().contains(host) ? host : node;
    }

    Set<String> nodes() {
        return nodes;
    }

    /** Who did not answer, and why. */
    List<String> troubles() {
        return troubles;
    }

    boolean nobodyAnswered() {
        return !answered;
    }
}
