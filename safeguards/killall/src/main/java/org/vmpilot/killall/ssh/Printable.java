package org.vmpilot.killall.ssh;

/** Words of a node or a server, fit for a terminal and a journal. */
final class Printable {
    static final int MOST_TEXTS = 200;
    private static final int LONGEST = 300;

    private Printable() {}

    static String of(String text) {
        StringBuilder out = new StringBuilder();
        text.strip().codePoints().limit(LONGEST).forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return out.toString();
    }
}
