package org.vmpilot.killall;

import org.vmpilot.killall.fanout.NodeResult;
import org.vmpilot.killall.fanout.NodeVerdict;

/** What the entry on a node is asked for; the word is the one that goes over the wire. */
enum Verb {
    LOOK("look"),
    KILL_ALL("kill-all"),
    THAW("thaw");

    final String word;

    Verb(String word) {
        this.word = word;
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
        if (!mayAnswer(verdict)) {
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

    /** Unknown, refused and unreachable may come of every question, from the node or from the way to it. */
    private boolean mayAnswer(NodeVerdict verdict) {
        return switch (verdict) {
            case SEEN -> this == LOOK;
            case CLEAN, DIRTY -> this == KILL_ALL;
            case THAWED, FROZEN -> this == THAW;
            case NOTHING_TO_DO -> this != LOOK;
            case UNKNOWN, REFUSED, UNREACHABLE -> true;
        };
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
