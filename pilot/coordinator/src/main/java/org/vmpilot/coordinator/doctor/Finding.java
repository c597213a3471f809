package org.vmpilot.coordinator.doctor;

import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param subject what: {@code queue batch}, {@code node node01}
 * @param right what would be right; empty if it is
 */
public record Finding(Level level, String subject, String words, String right) {
    /** How it is. */
    public enum Level {
        OK,
        /** It works, and something is lost or risked. */
        WARNING,
        /** It does not work, or a node may not come home. */
        ERROR;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String subject, String words) {
        return new Finding(Level.OK, subject, words, "");
    }

    static Finding warning(String subject, String words, String right) {
        return new Finding(Level.WARNING, subject, words, right);
    }

    static Finding error(String subject, String words, String right) {
        return new Finding(Level.ERROR, subject, words, right);
    }
}
