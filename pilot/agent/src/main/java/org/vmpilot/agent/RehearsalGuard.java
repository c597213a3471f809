package org.vmpilot.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.DurableFiles;
import org.vmpilot.host.SessionCommandRunner;

/** A guard that only listens: for {@link ArchiveRun}, and for tests. */
final class RehearsalGuard {
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C");

    private RehearsalGuard() {}

    /** Makes the FIFO and reads it until its end. */
    static void listen(Path fifo) throws IOException, InterruptedException {
        DurableFiles.folder(fifo.getParent());
        CommandResult made = new SessionCommandRunner()
                .run(Command.of(Duration.ofSeconds(10), ENVIRONMENT, List.of("mkfifo", fifo.toString())));
        if (!(made instanceof CommandResult.Exited exited) || exited.exitCode() != 0) {
            throw new IOException("mkfifo " + fifo + ": " + made);
        }
        Thread reader = new Thread(() -> read(fifo), "rehearsal-guard");
        reader.setDaemon(true);
        reader.start();
    }

    private static void read(Path fifo) {
        try (InputStream in = Files.newInputStream(fifo)) {
            in.readAllBytes();
        } catch (IOException e) {
            return; // the folder went away: the agent never came
        }
    }
}
