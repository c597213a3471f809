package org.vmpilot.coordinator.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.vmpilot.host.EditDistance;

/** The known word that somebody who wrote an unknown one most likely meant. */
public final class Suggestion {
    private static final int LONGEST = 40;

    private Suggestion() {}

    /** The nearest known word by edit distance, if it is near: at most a third of its letters differ. */
    public static Optional<String> of(String written, Collection<String> known) {
        if (written.length() > LONGEST) {
            return Optional.empty();
        }
        String plain = written.replace('-', '_');
        return known.stream()
                .filter(word -> EditDistance.between(plain, word) <= Math.max(1, word.length() / 3))
                .min(Comparator.comparingInt((String word) -> EditDistance.between(plain, word))
                        .thenComparing(word -> word));
    }
}
