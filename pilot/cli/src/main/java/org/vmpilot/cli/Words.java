package org.vmpilot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What others have said, made fit for a screen. */
final class Words {
    /** How the agent writes the end of a line of xl's: what it reports is one line (SlotFiles, Xl). */
    private static final Pattern END_OF_LINE = Pattern.compile("\\|(?=\\S)");

    private static final int LEAST = 8;

    private Words() {}

    /** What came over the network must not move the cursor. */
    static String visible(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The lines that a report consists of, as xl said them; never empty. */
    static List<String> lines(String report) {
        return List.of(END_OF_LINE.split(report));
    }

    /** @param width columns; {@link Integer#MAX_VALUE}: the text stays one piece */
    static List<String> broken(String text, int width) {
        if (width == Integer.MAX_VALUE) {
            return List.of(text);
        }
        List<String> pieces = new ArrayList<>();
        for (String line : lines(text)) {
            breakUp(line, Math.max(LEAST, width), pieces);
        }
        return pieces;
    }

    private static void breakUp(String line, int width, List<String> pieces) {
        String rest = line;
        while (rest.length() > width) {
            int blank = rest.lastIndexOf(' ', width);
            int end = blank > 0 ? blank : width;
            pieces.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        pieces.add(rest);
    }
}
