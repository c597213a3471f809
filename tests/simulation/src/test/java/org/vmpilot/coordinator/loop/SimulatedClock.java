package org.vmpilot.coordinator.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.vmpilot.host.Uptime;

/** The coordinator's own clock over a wall clock that somebody sets. */
public final class SimulatedClock {
    /** In memory where the machine has such a file system. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private SimulatedClock() {}

    /** The anchor of one machine's boot: it outlives every life of the coordinator. */
    public static final class Anchor {
        private String kept = "";

        public InstantSource open(InstantSource wall, Uptime uptime) {
            try {
                Path folder =
                        Files.createTempDirectory(Files.isWritable(MEMORY) ? MEMORY : Path.of("/tmp"), "vmpilot-clock");
                Path file = folder.resolve("clock");
                if (!kept.isEmpty()) {
                    Files.writeString(file, kept);
                }
                ElapsedClock clock = ElapsedClock.open(folder, wall, uptime, "boot");
                kept = Files.readString(file);
                Files.delete(file);
                Files.delete(folder);
                return clock;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
