package org.vmpilot.tests.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that was started; its output goes to files, so that nobody has to read for it to end. */
public record Run(Process process, Path out, Path err) {
    public record Result(int exit, String out, String err) {
        public Result mustSucceed() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + ": " + out + err);
            }
            return this;
        }
    }

    public static Run start(List<String> command, String input) {
        try {
            Path out = forgotten(Files.createTempFile("vmpilot-run-", ".out"));
            Path err = forgotten(Files.createTempFile("vmpilot-run-", ".err"));
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            return new Run(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isOver() {
        return !process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** nsenter, which stops itself when what it started on a node is stopped, goes on; so does that. */
    public void goOn() {
        if (process.isAlive()) {
            start(List.of("kill", "-CONT", Long.toString(pid())), "").result();
        }
    }

    /** Waits for the end, and forgets the output files. */
    public Result result() {
        try {
            if (!process.waitFor(Patience.of(120).toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end: " + process.info().commandLine());
            }
            Result result = new Result(process.exitValue(), text(out), text(err));
            Files.delete(out);
            Files.delete(err);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** At the latest with this JVM: not every run's result is waited for. */
    private static Path forgotten(Path file) {
        file.toFile().deleteOnExit();
        return file;
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }
}
