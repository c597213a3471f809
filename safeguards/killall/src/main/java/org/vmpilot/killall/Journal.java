package org.vmpilot.killall;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.vmpilot.host.DurableFiles;
import org.vmpilot.killall.fanout.NodeResult;
import org.vmpilot.protocol.json.Json;

/**
 * A run on disk: {@code RUN/journal}, a JSON line for what was asked, then one for each verdict; {@code RUN/certificates/NODE/SLOT.json}. An
 * interrupted run goes on from it. Locked while the run lives.
 */
final class Journal implements AutoCloseable {
    static final String FORMAT = "vmpilot-kill-all-journal/1";
    static final String FILE = "journal";

    private final Path folder;
    private final FileChannel channel;

    private Journal(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Makes the journal of a new run; what was asked is on disk when this returns. */
    static Journal begin(Path journals, Plan plan, String at) throws IOException {
        Path folder = journals.resolve(plan.run());
        DurableFiles.folder(folder);
        Journal journal = open(folder, StandardOpenOption.CREATE_NEW);
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("format", FORMAT);
        head.put("run", plan.run());
        head.put("verb", plan.verb().word);
        head.put("every_guest", plan.everyGuest());
        head.put("by", plan.by());
        head.put("at", at);
        head.put("nodes", plan.nodes().toString());
        journal.append(head);
        journal.sync();
        DurableFiles.sync(folder);
        return journal;
    }

    /** @throws IOException also when the run is still going on */
    static Journal reopen(Path journals, String run) throws IOException {
        Journal journal = open(journals.resolve(run), StandardOpenOption.READ);
        // A line that a crash has torn must not run into the next.
        journal.write("\n");
        return journal;
    }

    private static Journal open(Path folder, StandardOpenOption how) throws IOException {
        FileChannel channel = how == StandardOpenOption.CREATE_NEW
                ? FileChannel.open(
                        folder.resolve(FILE),
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : FileChannel.open(folder.resolve(FILE), StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw new OverlappingFileLockException();
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("run " + folder.getFileName() + " is still going on", e);
        }
        channel.position(channel.size());
        return new Journal(folder, channel);
    }

    void result(NodeResult result) throws IOException {
        append(ResultJson.write(result));
    }

    /** The run has come to its end; a later --resume without a name does not mean it. */
    void over() throws IOException {
        append(Map.of("over", true));
        sync();
    }

    /** The newest one of a slot stays. */
    void certificate(String node, String slot, String json) throws IOException {
        Path file = folder.resolve("certificates").resolve(node).resolve(slot + ".json");
        DurableFiles.folder(file.getParent());
        DurableFiles.write(file, json + "\n");
    }

    void sync() throws IOException {
        channel.force(false);
    }

    private void append(Map<String, Object> line) throws IOException {
        write(Json.write(line) + "\n");
    }

    private void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
