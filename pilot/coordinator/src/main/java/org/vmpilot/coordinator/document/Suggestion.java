package org.vmpilot.coordinator.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

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
                .filter(word -> distance(plain, word) <= Math.max(1, word.length() / 3))
                .min(Comparator.comparingInt((String word) -> distance(plain, word))
                        .thenComparing(word -> word));
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
