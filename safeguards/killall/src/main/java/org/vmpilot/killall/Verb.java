package org.vmpilot.killall;

import java.util.List;
import java.util.Set;
import org.vmpilot.killall.fanout.NodeResult;
import org.vmpilot.killall.fanout.NodeVerdict;

/** What the entry on a node is asked for; the word is the one that goes over the wire. */
enum Verb {
    LOOK("look", NodeVerdict.SEEN),
    KILL_ALL("kill-all", NodeVerdict.CLEAN, NodeVerdict.NOTHING_TO_DO, NodeVerdict.DIRTY),
    THAW("thaw", NodeVerdict.THAWED, NodeVerdict.NOTHING_TO_DO, NodeVerdict.FROZEN);

    /** What may come of every question, from the node or from the way to it. */
    private static final Set<NodeVerdict> ALWAYS =
            Set.of(NodeVerdict.UNKNOWN, NodeVerdict.REFUSED, NodeVerdict.UNREACHABLE);

    final String word;
    private final List<NodeVerdict> answers;

    Verb(String word, NodeVerdict... answers) {
        this.word = word;
        this.answers = List.of(answers);
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
        if (!answers.contains(verdict) && !ALWAYS.contains(verdict)) {
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
