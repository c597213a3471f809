package org.vmpilot.agent.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.protocol.SlotKey;

/**
 * What guests print, as xenconsoled keeps it where a site lets it ({@code --log=guest}): {@code guest-NAME.log}, which it appends to without end (Xen 4.17:
 * O_APPEND, so that cutting the file is safe, and at most some 300 KB a second). Here each stays bounded, and none for ever.
 */
public final class Consoles {
    public static final Path FOLDER = Path.of("/var/log/xen/console");
    /** What is longer is cut; what it printed last is kept beside it, in {@code guest-NAME.log.1}. */
    static final long MOST_BYTES = 8 << 20;

    static final long LAST_BYTES = 1 << 20;
    private static final Duration KEPT = Duration.ofDays(14);
    /** xenconsoled's name of the log of a guest of ours, whose name begins with its slot. */
    private static final Pattern OURS =
            Pattern.compile("guest-(?<slot>" + SlotKey.PATTERN + ")\\..+\\.log(\\.1|\\.new)?");

    private final Path folder;
    private final SlotKey slot;
    private final NodeFolders folders;
    private final AgentLog log;

    public Consoles(Path folder, SlotKey slot, NodeFolders folders, AgentLog log) {
        this.folder = folder;
        this.slot = slot;
        this.folders = folders;
        this.log = log;
    }

    /** Cuts the slot's own that are too long, and removes what slots that are over left two weeks before this one began. */
    public void tidy() {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "guest-*")) {
            FileTime began = Files.getLastModifiedTime(folders.record(slot));
            FileTime old = FileTime.from(began.toInstant().minus(KEPT));
            for (Path file : logs) {
                Matcher name = OURS.matcher(file.getFileName().toString());
                if (name.matches()) {
                    tidy(file, SlotKey.parse(name.group("slot")), old);
                }
            }
        } catch (NoSuchFileException e) {
            // No consoles are kept here.
        } catch (IOException e) {
            log.say("consoles are not tidied: " + e);
        }
    }

    private void tidy(Path file, SlotKey of, FileTime old) throws IOException {
        if (of.equals(slot)) {
            if (Files.size(file) > MOST_BYTES) {
                cut(file);
            }
        } else if (Files.notExists(folders.slot(of))
                && Files.getLastModifiedTime(file).compareTo(old) < 0) {
            Files.deleteIfExists(file);
        }
    }

    private static void cut(Path file) throws IOException {
        Path last = file.resolveSibling(file.getFileName() + ".1");
        Path whole = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel to = FileChannel.open(
                        whole,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            from.transferTo(from.size() - LAST_BYTES, LAST_BYTES, to);
            from.truncate(0);
        }
        Files.move(whole, last, StandardCopyOption.REPLACE_EXISTING);
    }
}
