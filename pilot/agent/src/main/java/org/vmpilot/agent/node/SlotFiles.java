package org.vmpilot.agent.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vmpilot.guard.Journal;
import org.vmpilot.guard.SlotRecord;
import org.vmpilot.host.DurableFiles;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.SlotKey;

/** The slot's files on the node, as {@code docs/node.md} has them. */
public final class SlotFiles {
    private static final int WORDS = 400;
    private static final int LOG_LIMIT = 64 << 10;

    private final NodeFolders folders;
    private final SlotKey slot;
    private final Journal journal;

    public SlotFiles(NodeFolders folders, SlotKey slot) {
        this.folders = folders;
        this.slot = slot;
        this.journal = new Journal(folders.journal(slot));
    }

    /** The slot record and its copy that outlives a power failure; both are on disk when this returns. */
    public void record(SlotRecord slotRecord) throws IOException {
        DurableFiles.folder(folders.guests(slot));
        DurableFiles.write(folders.record(slot), slotRecord.toText());
        DurableFiles.folder(folders.open(slot).getParent());
        DurableFiles.write(folders.open(slot), slotRecord.toText());
    }

    public void deadline(SlotRecord slotRecord) throws IOException {
        DurableFiles.write(folders.record(slot), slotRecord.toText());
    }

    public void note(Journal.Entry entry) throws IOException {
        journal.append(entry);
    }

    /** The first notice stays: it may be kill-all's. */
    public boolean notice(Notice notice, String words) throws IOException {
        String line = words.replace('\n', ' ');
        String cut = line.length() > WORDS ? line.substring(0, WORDS) : line;
        return DurableFiles.create(folders.notice(slot), notice.name() + " " + cut + "\n");
    }

    /** What a guest's create had to say. */
    String createLog(int index) {
        Path file = folders.guests(slot).resolve(index + ".log");
        try {
            if (Files.size(file) > LOG_LIMIT) {
                return "";
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
            // xl names the cause in its first lines; what follows is its own clearing up.
            String cause = text.startsWith("Parsing config") ? text.substring(text.indexOf('\n') + 1) : text;
            String head = cause.length() > WORDS ? cause.substring(0, WORDS) + "…" : cause;
            return head.replace('\n', '|');
        } catch (IOException e) {
            return "";
        }
    }
}
