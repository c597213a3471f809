package org.vmpilot.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program that runs beside us and is spoken to through its standard input and output. It runs in a session of its own, so that all
 * of it can be killed and be seen dead.
 */
public final class PipedProcess {
    /** Lines of stderr that are passed on, and characters of each; a flood beyond is read and dropped. */
    private static final int ERROR_LINES = 1000;

    private static final int LINE_LENGTH = 2000;

    /** To close a pipe takes no time, unless somebody writes into it who is never read. */
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final Process process;
    private final ProcessSession session;

    private PipedProcess(Process process) {
        this.process = process;
        this.session = ProcessSession.of(process);
    }

    /**
     * @param through programs with their arguments that set something up and hand over to the one behind them: taskset, chrt
     * @param environment the whole environment of the child; nothing is inherited
     * @param errors gets each line of stderr, from a thread of its own
     * @throws IOException it could not be started; nothing runs
     */
    public static PipedProcess start(
            List<String> through, List<String> arguments, Map<String, String> environment, Consumer<String> errors)
            throws IOException {
        Path program = Path.of(arguments.get(0));
        if (program.isAbsolute() && !Files.isExecutable(program)) {
            // setsid would start, and fail later.
            throw new IOException(program + ": no such program, or no right to run it");
        }
        // A JVM's child does not lead a process group, so setsid(1) need not fork: the child's pid is its session's id.
        ProcessBuilder builder = new ProcessBuilder("setsid");
        builder.command().addAll(through);
        builder.command().addAll(arguments);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        Thread reader = new Thread(() -> pass(process.getErrorStream(), errors), "piped-process-errors");
        reader.setDaemon(true);
        reader.start();
        return new PipedProcess(process);
    }

    /** Likewise, through no other program. */
    public static PipedProcess start(List<String> arguments, Map<String, String> environment, Consumer<String> errors)
            throws IOException {
        return start(List.of(), arguments, environment, errors);
    }

    private static void pass(InputStream stream, Consumer<String> errors) {
        try (Reader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            int lines = 0;
            for (int next = reader.read(); next >= 0; next = reader.read()) {
                if (next != '\n') {
                    if (line.length() < LINE_LENGTH) {
                        line.append((char) next);
                    }
                } else if (++lines <= ERROR_LINES) {
                    errors.accept(line.toString());
                    line.setLength(0);
                }
            }
        } catch (IOException e) {
            errors.accept("(stderr cannot be read: " + e.getMessage() + ")");
        }
    }

    /** What it says on its standard output. */
    public InputStream output() {
        return process.getInputStream();
    }

    /** Its standard input. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    public long pid() {
        return process.pid();
    }

    /** Closes its standard input, gives it that long to leave, then kills it. Results as of {@link #kill}. */
    public boolean end(Duration grace) {
        beginClosing();
        try {
            process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return kill();
    }

    /** In a thread: a write that waits for a program that does not read holds the stream's lock until the program is dead. */
    private Thread beginClosing() {
        Thread closing = new Thread(this::closeInput, "piped-process-close");
        closing.setDaemon(true);
        closing.start();
        return closing;
    }

    private void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // Its end of the pipe is closed already.
        }
    }

    /**
     * Kills it and all that it started, and closes its standard input: what is written from then on fails, also where somebody else still holds the pipe's other end.
     *
     * @return false: somebody of it is stuck in the kernel, or the wait was interrupted
     */
    public boolean kill() {
        try {
            boolean dead = session.kill();
            beginClosing().join(CLOSING.toMillis());
            return dead;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
