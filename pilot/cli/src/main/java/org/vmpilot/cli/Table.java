package org.vmpilot.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Aligned columns, two blanks between them. Where a screen is too narrow for all of them, columns go on in further lines below,
 * and the last cell of a line is broken between words: nothing is cut.
 */
final class Table {
    /** Columns of the screen that a last column must have at least to stay beside the others. */
    private static final int LEAST = 24;

    private static final String INDENT = "    ";
    private static final int GAP = 2;

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... heads) {
        rows.add(Arrays.asList(heads));
    }

    Table row(String... cells) {
        rows.add(Arrays.stream(cells).map(Table::cell).toList());
        return this;
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    /** Columns from {@code first} to before {@code end}, which share a line. */
    private record Band(int first, int end, String indent) {}

    /** @param most columns of the screen; {@link Integer#MAX_VALUE}: a row is a line */
    List<String> lines(Colours colours, int most) {
        int[] widths = widths();
        List<Band> bands = bands(widths, most);
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            for (Band band : bands) {
                if (band.first() == 0 || !saysNothing(row, band)) {
                    lines.addAll(lines(row, band, widths, colours, most));
                }
            }
        }
        return lines;
    }

    private int[] widths() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static List<Band> bands(int[] widths, int most) {
        List<Band> bands = new ArrayList<>();
        int first = 0;
        int used = 0;
        for (int i = 0; i < widths.length; i++) {
            int needed = i == widths.length - 1 ? Math.min(widths[i], LEAST) : widths[i];
            if (i > first && used + needed > most) {
                bands.add(new Band(first, i, first == 0 ? "" : INDENT));
                first = i;
                used = INDENT.length();
            }
            used += widths[i] + GAP;
        }
        bands.add(new Band(first, widths.length, first == 0 ? "" : INDENT));
        return bands;
    }

    private static boolean saysNothing(List<String> row, Band band) {
        return row.subList(band.first(), band.end()).stream().allMatch(Times.NONE::equals);
    }

    private static List<String> lines(List<String> row, Band band, int[] widths, Colours colours, int most) {
        StringBuilder line = new StringBuilder(band.indent());
        int offset = band.indent().length();
        int last = band.end() - 1;
        for (int i = band.first(); i < last; i++) {
            String cell = row.get(i);
            line.append(colours.cell(cell)).append(" ".repeat(widths[i] - cell.length() + GAP));
            offset += widths[i] + GAP;
        }
        List<String> pieces = Words.broken(row.get(last), most == Integer.MAX_VALUE ? most : most - offset);
        List<String> lines = new ArrayList<>();
        lines.add(line.append(colours.cell(pieces.get(0))).toString().stripTrailing());
        for (String piece : pieces.subList(1, pieces.size())) {
            lines.add(" ".repeat(offset) + piece);
        }
        return lines;
    }

    private static String cell(String text) {
        return text == null || text.isEmpty() ? Times.NONE : Words.visible(text);
    }
}
