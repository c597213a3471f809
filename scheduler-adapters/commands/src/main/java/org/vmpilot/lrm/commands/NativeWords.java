package org.vmpilot.lrm.commands;

import java.util.ArrayList;
import java.util.List;
import org.ggf.drmaa.InvalidAttributeFormatException;

/** A native specification as words: split at blanks; quotes, single or double, hold a word together. No shell ever sees it. */
final class NativeWords {
    private NativeWords() {}

    static List<String> split(String text) throws InvalidAttributeFormatException {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(letter)) {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                continue;
            }
            word = word == null ? new StringBuilder() : word;
            if (quote == 0 && (letter == '\'' || letter == '"')) {
                quote = letter;
            } else if (letter == quote) {
                quote = 0;
            } else {
                word.append(letter);
            }
        }
        if (quote != 0) {
            throw new InvalidAttributeFormatException("nativeSpecification: a quote (" + quote + ") is not closed");
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }
}
