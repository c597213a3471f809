package org.vmpilot.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A slot's journal: a line an event, appended in one write. It is in memory (/run), so it need not be forced; the reaper
 * derives from it how each guest ended.
 */
public final class Journal {
    /** One line; {@code details} are {@code key=value} words, may be empty. */
    public record Entry(long atMs, String event, String details) {}

    private final Path file;

    public Journal(Path file) {
        this.file = file;
    }

    public void append(Entry entry) throws IOException {
        String details = entry.details().isEmpty() ? "" : " " + entry.details();
        String line = entry.atMs() + " " + entry.event() + details;
        if (!NodeWords.isPrintableAscii(line)) {
            throw new IllegalArgumentException("a journal's line is printable ASCII: " + line);
        }
        Files.writeString(
                file, line + "\n", StandardCharsets.US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** All lines that were written whole; a torn last one is ignored. */
    public List<Entry> replay() throws IOException {
        List<Entry> entries = new ArrayList<>();
        if (!Files.exists(file)) {
            return entries;
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        int begin = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
            entries.add(entry(text.substring(begin, end)));
            begin = end + 1;
        }
        return entries;
    }

    private Entry entry(String line) throws IOException {
        String[] parts = line.split(" ", 3);
        try {
            return new Entry(Long.parseLong(parts[0]), parts[1], parts.length > 2 ? parts[2] : "");
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException(file + ": not a line of a journal: " + line, e);
        }
    }
}
