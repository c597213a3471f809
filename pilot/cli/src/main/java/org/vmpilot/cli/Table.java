package org.vmpilot.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Aligned columns, two blanks between them; the last one is as long as it is. */
final class Table {
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

    List<String> lines(Colours colours) {
        return lines(colours, Integer.MAX_VALUE);
    }

    /** @param most columns of the screen: what is longer is cut */
    List<String> lines(Colours colours, int most) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths, colours, most)).toList();
    }

    private static String line(List<String> row, int[] widths, Colours colours, int most) {
        StringBuilder line = new StringBuilder();
        int left = most;
        for (int i = 0; i < row.size(); i++) {
            boolean last = i == row.size() - 1;
            String cell =
                    row.get(i) + (last ? "" : " ".repeat(widths[i] - row.get(i).length() + 2));
            if (cell.length() > left) {
                return line.append(cell, 0, left).toString();
            }
            String word = cell.stripTrailing();
            line.append(colours.cell(word)).append(cell, word.length(), cell.length());
            left -= cell.length();
        }
        return line.toString().stripTrailing();
    }

    /** What came over the network must not move the cursor. */
    private static String cell(String text) {
        return text == null || text.isEmpty() ? Times.NONE : visible(text);
    }

    static String visible(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
