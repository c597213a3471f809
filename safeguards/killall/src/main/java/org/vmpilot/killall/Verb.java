package org.vmpilot.killall;

import java.util.Set;
import org.vmpilot.killall.fanout.NodeResult;
import org.vmpilot.killall.fanout.NodeVerdict;

/** What the entry on a node is asked for; the word is the one that goes over the wire. */
enum Verb {
    LOOK("look"),
    KILL_ALL("kill-all"),
    THAW("thaw");

    /** What may come of every question, from the node or from the way to it. */
    private static final Set<NodeVerdict> ALWAYS =
            Set.of(NodeVerdict.UNKNOWN, NodeVerdict.REFUSED, NodeVerdict.UNREACHABLE);

    final String word;

    Verb(String word) {
        this.word = word;
    }

    private Set<NodeVerdict> answers() {
        return switch (this) {
            case LOOK -> Set.of(NodeVerdict.SEEN);
            case KILL_ALL -> Set.of(NodeVerdict.CLEAN, NodeVerdict.NOTHING_TO_DO, NodeVerdict.DIRTY);
            case THAW -> Set.of(NodeVerdict.THAWED, NodeVerdict.NOTHING_TO_DO, NodeVerdict.FROZEN);
        };
    }

    static Verb of(String word) {
        for (Verb verb : values()) {
            if (verb.word.equals(word)) {
                return verb;
            }
        }
        throw new IllegalArgumentException("no such verb: " + word);
    }

    /**
     * The result if it is an answer to this question. An entry of another version, or a line in authorized_keys that always says {@code look}, must
     * not pass for a node that is clean and frozen.
     */
    NodeResult answer(NodeResult result) {
        NodeVerdict verdict = result.verdict();
        if (!answers().contains(verdict) && !ALWAYS.contains(verdict)) {
            return unknown(
                    result,
                    "answered '" + verdict.words() + "' to " + word + ": is its line in authorized_keys as shipped?");
        } else if (verdict.isGood() && this != LOOK && result.frozen() != (this == KILL_ALL)) {
            return unknown(
                    result,
                    "answered '" + verdict.words() + "', and the mark is " + (result.frozen() ? "" : "not ") + "there");
        }
        return result;
    }

    private static NodeResult unknown(NodeResult result, String why) {
        return new NodeResult(
                result.node(),
                NodeVerdict.UNKNOWN,
                why,
                result.frozen(),
                result.ours(),
                result.residues(),
                result.foreign(),
                result.millis());
    }
}
