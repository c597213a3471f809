package org.vmpilot.coordinator.state;

import java.util.Locale;

/**
 * Compares job ids as the LRM shows them with those that a job sees in its environment: an array's task is written {@code
 * 12.3}, {@code 12[3]}, {@code 12_3} or as two words, depending on who writes it.
 */
final class JobIds {
    private JobIds() {}

    static boolean same(String one, String other) {
        return plain(one).equals(plain(other));
    }

    private static String plain(String id) {
        return id.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]_ .]+", ".").replaceAll("\\.+$", "");
    }
}
