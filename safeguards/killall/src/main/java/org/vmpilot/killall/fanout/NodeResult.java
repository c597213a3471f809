package org.vmpilot.killall.fanout;

import java.util.List;

/**
 * What one node answered, or why it did not.
 *
 * @param why for people; empty where the verdict says it all
 * @param frozen whether the node said that it carries the mark
 * @param ours guests of ours that were there (look: that are there)
 * @param residues what is left, for people
 * @param foreign names of guests that are not ours
 * @param millis from the node's first turn to its verdict
 */
public record NodeResult(
        String node,
        NodeVerdict verdict,
        String why,
        boolean frozen,
        int ours,
        List<String> residues,
        List<String> foreign,
        long millis) {
    public NodeResult {
        residues = List.copyOf(residues);
        foreign = List.copyOf(foreign);
    }

    /** One that has no more to say than this. */
    public static NodeResult of(String node, NodeVerdict verdict, String why) {
        return new NodeResult(node, verdict, why, false, 0, List.of(), List.of(), 0);
    }

    NodeResult after(long time, boolean sawMark) {
        return new NodeResult(node, verdict, why, frozen || sawMark, ours, residues, foreign, time);
    }
}
