package org.vmpilot.tests.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code vmpilot serve} of an installation, in a process of its own, and what the kernel says of it. */
public final class CoordinatorProcess {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final double TICKS_A_SECOND = 100;
    private static final int USER_TICKS = 11;

    private final Process process;

    private CoordinatorProcess(Process process) {
        this.process = process;
    }

    static CoordinatorProcess start(Path installation, Path configuration, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                installation.resolve("bin/vmpilot").toString(), "serve", "--config", configuration.toString());
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process process = builder.redirectInput(Path.of("/dev/null").toFile()).start();
        // Whoever interrupts us leaves no coordinator.
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> process.destroyForcibly().onExit().join(), "end"));
        return new CoordinatorProcess(process);
    }

    /** kill -9, and until it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    boolean runs() {
        return process.isAlive();
    }

    /** Processor seconds of the whole process so far. */
    public double processorSeconds() throws IOException {
        String line = Files.readString(proc("stat"), StandardCharsets.UTF_8);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1])) / TICKS_A_SECOND;
    }

    /** Processor seconds of the loop's thread so far. */
    public double loopSeconds() throws IOException {
        try (var tasks = Files.list(proc("task"))) {
            for (Path task : tasks.toList()) {
                if (read(task.resolve("comm")).strip().equals("engine")) {
                    return Long.parseLong(read(task.resolve("schedstat")).split(" ", -1)[0]) / 1e9;
                }
            }
        }
        throw new IOException("process " + process.pid() + " has no thread 'engine'");
    }

    /** A thread may end between two looks. */
    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** MiB. */
    public double resident() throws IOException {
        Matcher found = RESIDENT.matcher(Files.readString(proc("status"), StandardCharsets.UTF_8));
        if (!found.find()) {
            throw new IOException("process " + process.pid() + " has no memory");
        }
        return Integer.parseInt(found.group(1)) / 1024.0;
    }

    private Path proc(String name) {
        return Path.of("/proc", Long.toString(process.pid()), name);
    }

    /** Its last words, for whoever asks why. */
    static String end(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
