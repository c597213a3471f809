package org.vmpilot.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code /proc/PID/stat} says of a process, see proc(5).
 *
 * @param state R, S, D, T (stopped), t (traced), Z (zombie), X
 * @param startTicks clock ticks after boot
 */
public record ProcessStat(long pid, char state, long parent, long group, long session, long startTicks) {
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int START = 19;

    /** Empty: no such process. */
    public static Optional<ProcessStat> read(long pid) {
        try {
            Path file = Path.of("/proc", Long.toString(pid), "stat");
            return parse(pid, Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** All processes that this process's /proc shows; one that ends meanwhile is left out. */
    public static List<ProcessStat> all() throws IOException {
        List<ProcessStat> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path entry : entries) {
                read(Long.parseLong(entry.getFileName().toString())).ifPresent(all::add);
            }
        }
        return all;
    }

    /** The name in the second field may hold blanks and parentheses: what counts begins after the last one. */
    static Optional<ProcessStat> parse(long pid, String line) {
        int name = line.lastIndexOf(')');
        if (name < 0) {
            return Optional.empty();
        }
        String[] fields = line.substring(name + 1).strip().split(" ", START + 2);
        if (fields.length <= START) {
            return Optional.empty();
        }
        return Optional.of(new ProcessStat(
                pid,
                fields[STATE].charAt(0),
                Long.parseLong(fields[PARENT]),
                Long.parseLong(fields[GROUP]),
                Long.parseLong(fields[SESSION]),
                Long.parseLong(fields[START])));
    }

    public ProcessId id() {
        return new ProcessId(pid, startTicks);
    }
}
