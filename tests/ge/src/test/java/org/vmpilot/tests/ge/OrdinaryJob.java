package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Patience;

/** A job of a user who knows nothing of us. It writes down where and when it began, every signal that it got, and its end. */
final class OrdinaryJob {
    private static final String SCRIPT = """
            for signal in HUP INT QUIT TERM USR1 USR2 XCPU CONT; do trap "echo signal $signal >>$1" $signal; done
            read -r uptime _ </proc/uptime
            echo "began $(hostname) $uptime" >>"$1"
            while [ -e "$1.stay" ]; do sleep 0.1; done
            echo "ended $(hostname)" >>"$1"
            """;

    private final Lab lab;
    private final Path file;
    final String id;

    private OrdinaryJob(Lab lab, Path file, String id) {
        this.lab = lab;
        this.file = file;
        this.id = id;
    }

    /** @param queue as {@code qsub -q} takes it, for example {@code batch.q@node01} */
    static OrdinaryJob submit(Lab lab, String queue) {
        return submit(lab, queue, List.of());
    }

    /** One that stays until {@link #mayEnd}. */
    static OrdinaryJob submitLong(Lab lab, String queue, String... more) {
        return submit(lab, queue, List.of(more), true);
    }

    static OrdinaryJob submit(Lab lab, String queue, List<String> more) {
        return submit(lab, queue, more, false);
    }

    private static OrdinaryJob submit(Lab lab, String queue, List<String> more, boolean stays) {
        Path file = lab.scratch().resolve("ordinary-" + UUID.randomUUID());
        Path script = lab.scratch().resolve("ordinary.sh");
        try {
            if (stays) {
                Files.createFile(Path.of(file + ".stay"));
            }
            Files.writeString(script, SCRIPT);
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new java.util.ArrayList<>(
                List.of("as", "alice", "master", "qsub", "-terse", "-b", "y", "-shell", "n", "-wd", "/"));
        command.addAll(List.of("-o", "/dev/null", "-j", "y", "-N", "ordinary", "-q", queue));
        command.addAll(more);
        command.addAll(List.of("/bin/sh", script.toString(), file.toString()));
        return new OrdinaryJob(
                lab, file, lab.run(command.toArray(String[]::new)).strip());
    }

    void mayEnd() {
        try {
            Files.deleteIfExists(Path.of(file + ".stay"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> said() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has begun. @return the machine's uptime then, in seconds */
    double awaitBegun() {
        Patience.await("ordinary job " + id + " runs").until(() -> !said().isEmpty());
        return Double.parseDouble(said().get(0).split(" ", -1)[2]);
    }

    /** Waits for its end: it ran once, on that node, and nobody sent it a signal. @return the machine's uptime when it began, in seconds */
    double awaitEndedUndisturbedOn(String node) {
        double began = awaitBegun();
        Patience.await("ordinary job " + id + " ends").until(() -> said().size() > 1);
        assertThat(said()).hasSize(2);
        assertThat(said().get(0)).startsWith("began " + node + " ");
        assertThat(said().get(1)).isEqualTo("ended " + node);
        return began;
    }

    /** The state that {@code qstat} shows: {@code qw}, {@code r}, {@code Eqw} ...; empty: not there. */
    String state() {
        return lab.asAccount("qstat", "-u", "alice")
                .lines()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(words -> words[0].equals(id))
                .map(words -> words[4])
                .findFirst()
                .orElse("");
    }
}
