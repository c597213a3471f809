package org.vmpilot.coordinator.document;

/**
 * What is wrong in one place of a text.
 *
 * @param field path as written, for example {@code group[1].disk[0].path}; empty: the text as a whole
 * @param line from 1; 0: not known
 * @param words what is wrong and what would be right
 */
public record Fault(String field, int line, String words) {
    @Override
    public String toString() {
        String place = line > 0 ? "line " + line + ": " : "";
        return place + (field.isEmpty() ? "" : field + ": ") + words;
    }
}
