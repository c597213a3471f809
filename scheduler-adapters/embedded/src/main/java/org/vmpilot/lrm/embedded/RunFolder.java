package org.vmpilot.lrm.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vmpilot.host.DurableFiles;
import org.vmpilot.host.ProcessId;

/** A run's folder: what the daemon writes for the shepherd, and what the shepherd has written; see the shepherd's first lines. */
record RunFolder(Path path) {
    /** Not a process: the daemon's own claim on a run whose shepherd was never born. */
    private static final String VOID = "0 0\n";

    /**
     * The job's top process.
     *
     * @param uptimeMs when the job began
     */
    record Top(ProcessId process, long session, long uptimeMs, Optional<Path> cgroup) {}

    /** Everything that a shepherd needs. What is written need not be durable: without a claim nothing has begun. */
    void prepare(Map<String, String> settings, Map<String, List<String>> commands) throws IOException {
        delete();
        DurableFiles.folder(path);
        String lines = settings.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining());
        Files.writeString(path.resolve("settings"), lines);
        for (Map.Entry<String, List<String>> command : commands.entrySet()) {
            String words = command.getValue().stream().map(word -> word + "\0").collect(Collectors.joining());
            Files.writeString(path.resolve(command.getKey() + ".argv"), words);
        }
    }

    /** Takes the run away from a shepherd that has not claimed it; false: one has. */
    boolean claimForNobody() throws IOException {
        return DurableFiles.create(path.resolve("claim"), VOID);
    }

    boolean isClaimedForNobody() throws IOException {
        return words("claim").filter(words -> words[0].equals("0")).isPresent();
    }

    /** The shepherd; empty: none has claimed the run yet, or nobody ever will. */
    Optional<ProcessId> shepherd() throws IOException {
        return words("claim")
                .map(words -> new ProcessId(Long.parseLong(words[0]), Long.parseLong(words[1])))
                .filter(process -> process.pid() > 0);
    }

    /** Empty: the job has not begun. */
    Optional<Top> top() throws IOException {
        return words("job")
                .map(words -> new Top(
                        new ProcessId(Long.parseLong(words[0]), Long.parseLong(words[1])),
                        Long.parseLong(words[2]),
                        Long.parseLong(words[3]),
                        words.length > 4 ? Optional.of(Path.of(words[4])) : Optional.empty()));
    }

    /** How the job ended; empty: not yet. */
    Optional<String[]> exit() throws IOException {
        return words("exit");
    }

    /** The epilog's status or "none"; empty: not yet. */
    Optional<String> end() throws IOException {
        return words("end").map(words -> words[0]);
    }

    /** Tells the shepherd that the job is to end: one that has not begun never begins. */
    void cancel() throws IOException {
        Path mark = path.resolve("cancel");
        if (!Files.exists(mark)) {
            Files.createFile(mark);
        }
    }

    void delete() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Optional<String[]> words(String name) throws IOException {
        try {
            String text = Files.readString(path.resolve(name), StandardCharsets.UTF_8);
            return Optional.of(text.strip().split(" "));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
