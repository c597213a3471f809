package org.vmpilot.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process, named so that a reused pid is not taken for it: pid and start time.
 *
 * @param startTicks field 22 of {@code /proc/PID/stat}: clock ticks after boot at which it began
 */
public record ProcessId(long pid, long startTicks) {

    /** The process that has this pid now, zombies included; empty: none. */
    public static Optional<ProcessId> of(long pid) {
        return ProcessStat.read(pid).map(stat -> new ProcessId(pid, stat.startTicks()));
    }

    public static ProcessId self() {
        return of(ProcessHandle.current().pid()).orElseThrow(() -> new IllegalStateException("/proc is not mounted"));
    }

    /** Whether it runs or is stopped; a zombie is not alive. */
    public boolean isAlive() {
        return now().filter(stat -> stat.state() != 'Z' && stat.state() != 'X').isPresent();
    }

    /** Whether it is stopped by a signal or a tracer. */
    public boolean isStopped() {
        return now().filter(stat -> stat.state() == 'T' || stat.state() == 't').isPresent();
    }

    /** Sends SIGKILL. One that is gone already is fine. */
    public void kill() {
        if (isAlive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Sends SIGTERM. One that is gone already is fine. */
    public void terminate() {
        if (isAlive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }

    private Optional<ProcessStat> now() {
        return ProcessStat.read(pid).filter(stat -> stat.startTicks() == startTicks);
    }

    /** What {@code /proc/PID/environ} says, entries ended by NUL; empty: gone, or not ours to read. */
    public Optional<String> environment() {
        try {
            String text =
                    Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
            return now().map(same -> text);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
