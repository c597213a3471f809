package org.vmpilot.protocol;

/** Words of a node for people: however many it sends, so many are kept. */
public final class Bounded {
    /** Characters. */
    public static final int WORDS = 2000;

    private Bounded() {}

    public static String words(String words) {
        return words.length() <= WORDS ? words : words.substring(0, WORDS - 1) + "…";
    }

    /**
     * A name or a number that a node gives.
     *
     * @throws IllegalArgumentException it has more than 128 characters
     */
    public static String name(String what, String name) {
        if (name.length() > 128) {
            throw new IllegalArgumentException(
                    what + " has " + name.length() + " characters, and at most 128 are taken");
        }
        return name;
    }
}
