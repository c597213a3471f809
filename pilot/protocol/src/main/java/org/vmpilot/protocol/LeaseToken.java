package org.vmpilot.protocol;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The short name of a lease: {@code v} and seven letters or digits of base 32 ({@code a-z2-7}), 35 bits.
 *
 * <p>It starts with a letter and stays short because it becomes part of a job name: PBS keeps 15 characters of one, Grid
 * Engine refuses a leading digit and a slash.
 */
public record LeaseToken(String text) implements Comparable<LeaseToken> {
    static final String PATTERN = "v[a-z2-7]{7}";
    private static final Pattern FORM = Pattern.compile(PATTERN);
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    public LeaseToken {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a lease token: '" + text + "' (v and seven of a-z, 2-7)");
        }
    }

    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    public static LeaseToken random(RandomGenerator random) {
        StringBuilder text = new StringBuilder("v");
        for (int i = 0; i < 7; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new LeaseToken(text.toString());
    }

    @Override
    public int compareTo(LeaseToken other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
