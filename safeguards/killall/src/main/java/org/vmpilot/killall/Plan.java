package org.vmpilot.killall;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vmpilot.killall.fanout.Limits;
import org.vmpilot.killall.site.Site;
import org.vmpilot.protocol.nodes.NodeSet;

/**
 * What would run, or runs: a value that --dry-run prints and that the fan-out carries out.
 *
 * @param run the run's name, also its journal's
 * @param by who asks: {@code account@host}
 * @param nodes in the order in which they get their turn
 */
record Plan(Verb verb, String run, String by, NodeSet nodes, boolean everyGuest, Limits limits) {
    /** The words that every node is sent. */
    String command() {
        return verb.word + " " + by + " " + run + (everyGuest ? " every-guest" : "");
    }

    /** The look before this plan is carried out. */
    Plan look() {
        return new Plan(Verb.LOOK, run, by, nodes, everyGuest, limits);
    }

    Plan only(NodeSet some) {
        return new Plan(verb, run, by, some, everyGuest, limits);
    }

    List<String> lines(Site site) {
        String jump = site.jump().map(host -> ", through " + host).orElse("");
        return List.of(
                "nodes      " + nodes.size() + ": " + nodes,
                "command    " + command(),
                "login      " + site.user() + ", port " + site.port() + jump,
                "at once    " + limits.width() + " at most",
                "deadlines  greeting " + limits.probe().toSeconds() + " s, login "
                        + limits.login().toSeconds() + " s, verdict "
                        + limits.node().toSeconds() + " s",
                "journal    " + site.journals().resolve(run));
    }

    Map<String, Object> json(Site site) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", "vmpilot-kill-all-plan/1");
        json.put("run", run);
        json.put("verb", verb.word);
        json.put("nodes", nodes.toString());
        json.put("count", nodes.size());
        json.put("command", command());
        json.put("user", site.user());
        json.put("jump", site.jump().map(Object::toString).orElse(null));
        json.put("width", limits.width());
        json.put("probe_s", limits.probe().toSeconds());
        json.put("login_s", limits.login().toSeconds());
        json.put("node_s", limits.node().toSeconds());
        return json;
    }
}
