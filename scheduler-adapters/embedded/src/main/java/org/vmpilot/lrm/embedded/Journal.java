package org.vmpilot.lrm.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.vmpilot.host.DurableFiles;

/**
 * The ledger's events on disk, one JSON object a line. An event that {@link #append} returned from survives a power failure; one
 * that it threw for is not there. A torn last line was never acknowledged, and is cut off.
 */
final class Journal implements Closeable {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private FileChannel channel;
    private long lines;
    private boolean broken;

    private Journal(Path file) {
        this.file = file;
    }

    static Journal open(Path file) throws IOException {
        Journal journal = new Journal(file);
        if (!Files.exists(file)) {
            DurableFiles.write(file, "");
        }
        journal.channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return journal;
    }

    /** @throws IOException the message names file and line of what is no event */
    List<LedgerEvent> read() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        List<LedgerEvent> events = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                events.add(parse(new String(bytes, begin, i - begin, StandardCharsets.UTF_8), events.size() + 1));
                begin = i + 1;
            }
        }
        channel.truncate(begin);
        channel.position(begin);
        lines = events.size();
        return events;
    }

    private LedgerEvent parse(String line, int number) throws IOException {
        try {
            return JSON.readValue(line, LedgerEvent.class);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + ":" + number + ": not an event of this LRM's journal: " + e.getOriginalMessage(), e);
        }
    }

    /** @return the event as it was written, one line */
    String append(LedgerEvent event) throws IOException {
        if (broken) {
            throw new IOException(file + ": an earlier write could not be undone; restart the daemon");
        }
        long before = channel.position();
        try {
            String line = JSON.writeValueAsString(event);
            write(line + "\n");
            channel.force(false);
            lines++;
            return line;
        } catch (IOException e) {
            undo(before, e);
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** What could not be taken back may be there after a restart: no claim that it did not happen. */
    private void undo(long length, IOException cause) {
        try {
            channel.truncate(length);
            channel.position(length);
            channel.force(true);
        } catch (IOException e) {
            broken = true;
            e.addSuppressed(cause);
            throw new UncheckedIOException(file + ": a failed write could not be undone", e);
        }
    }

    private void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    long lines() {
        return lines;
    }

    /** Replaces all that is there by these events; when it throws, the old journal goes on. */
    void rewrite(List<LedgerEvent> events) throws IOException {
        StringBuilder text = new StringBuilder();
        for (LedgerEvent event : events) {
            text.append(JSON.writeValueAsString(event)).append('\n');
        }
        DurableFiles.write(file, text.toString());
        channel.close();
        channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel.position(channel.size());
        lines = events.size();
        broken = false;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
