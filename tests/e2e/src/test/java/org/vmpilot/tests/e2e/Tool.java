package org.vmpilot.tests.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An external command of a test: output to a file, so that nobody has to read for it to end. */
final class Tool {
    /** How it ended; output and errors together. */
    record Ended(int exit, String output) {
        Ended mustSucceed() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + ": " + output);
            }
            return this;
        }
    }

    private Tool() {}

    static Ended run(Map<String, String> environment, String... command) {
        return run(environment, List.of(command));
    }

    static Ended run(Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile("vmpilot-e2e-", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(command);
                builder.environment().putAll(environment);
                builder.redirectErrorStream(true).redirectOutput(output.toFile());
                Process process =
                        builder.redirectInput(Path.of("/dev/null").toFile()).start();
                if (!process.waitFor(Patience.of(120).toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("did not end: " + command);
                }
                return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + command, e);
        }
    }
}
