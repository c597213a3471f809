package org.vmpilot.tests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vmpilot.tests.node.Run;

/** What runs on one virtual node, read from the host's /proc. */
final class NodeProcesses {
    /** @param pid as the host sees it */
    record Entry(long pid, long parent, long startTicks, char state, String commandLine, boolean parentIsInit) {
        boolean lives() {
            return now().filter(now -> now.state != 'Z').isPresent();
        }

        /** Lives, and no signal has stopped it. */
        boolean runs() {
            return now().filter(now -> now.state != 'Z' && now.state != 'T').isPresent();
        }

        private Optional<Entry> now() {
            return Optional.ofNullable(read(pid, 0)).filter(now -> now.startTicks == startTicks);
        }
    }

    private NodeProcesses() {}

    /** All but the init and zombies. */
    static List<Entry> of(long init) {
        String namespace = namespace(init);
        List<Entry> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> Character.isDigit(name.charAt(0)))
                    .mapToLong(Long::parseLong)
                    .filter(pid -> pid != init && namespace.equals(namespace(pid)))
                    .forEach(pid -> {
                        Entry entry = read(pid, init);
                        if (entry != null && entry.state != 'Z' && !entry.commandLine.isEmpty()) {
                            found.add(entry);
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** Whoever has ended since is left alone: his PID may be somebody else's by now, on another node. */
    static void kill(List<Entry> processes) {
        for (Entry process : processes) {
            if (process.lives()) {
                ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    static void signal(String name, List<Entry> processes) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.stream().filter(Entry::lives).forEach(process -> command.add(Long.toString(process.pid())));
        if (command.size() > 2) {
            Run.start(command, "").result();
        }
    }

    private static String namespace(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/pid")).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static Entry read(long pid, long init) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            String line = Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .strip();
            long parent = Long.parseLong(fields[1]);
            return new Entry(pid, parent, Long.parseLong(fields[19]), fields[0].charAt(0), line, parent == init);
        } catch (IOException e) {
            return null;
        }
    }
}
