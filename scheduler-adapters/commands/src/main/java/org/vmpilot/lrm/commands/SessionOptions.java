package org.vmpilot.lrm.commands;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a session works, whatever the LRM.
 *
 * @param sessions folder in which sessions are kept, each in one file, so that another process can return to them; empty: none is kept
 * @param exitFolder folder that nodes and this host share, see {@link ExitFiles}; empty: no exit files
 * @param categories job category → native specification
 * @param fresh an answer of the LRM of this age is still used: many callers, one query
 * @param pollMin a wait looks no more often, just after something has changed
 * @param pollMax a wait looks no more rarely
 */
public record SessionOptions(
        Optional<Path> sessions,
        Optional<Path> exitFolder,
        Map<String, String> categories,
        Duration fresh,
        Duration pollMin,
        Duration pollMax) {
    public SessionOptions {
        categories = Map.copyOf(categories);
    }

    /** Nothing is kept; looks are 1 s to 15 s apart. */
    public static SessionOptions plain() {
        return new SessionOptions(
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(15));
    }

    public SessionOptions keptIn(Path folder) {
        return new SessionOptions(Optional.of(folder), exitFolder, categories, fresh, pollMin, pollMax);
    }
}
