package org.vmpilot.lrm.embedded;

import java.util.Comparator;
import java.util.List;
import org.vmpilot.host.EditDistance;

/** What somebody probably meant. */
final class Suggestion {
    private Suggestion() {}

    /** {@code "; did you mean 'x'?"}, or the list of what there is. */
    static String among(String word, List<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(one -> EditDistance.between(word, one)))
                .filter(nearest -> EditDistance.between(word, nearest) <= Math.max(2, word.length() / 3))
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("; known are: " + String.join(", ", known));
    }
}
