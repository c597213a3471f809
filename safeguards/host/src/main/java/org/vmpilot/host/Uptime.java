package org.vmpilot.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Time since boot: it goes on while a process is stopped and is not moved when somebody sets the wall clock.
 *
 * <p>Source: {@code /proc/uptime}, resolution 10 ms, counted from boot over suspension too (CLOCK_BOOTTIME).
 */
@FunctionalInterface
public interface Uptime {
    /** Milliseconds since boot. */
    long millis();

    static Uptime system() {
        return Uptime::read;
    }

    private static long read() {
        try {
            String text = Files.readString(Path.of("/proc/uptime"), StandardCharsets.US_ASCII);
            int dot = text.indexOf('.');
            long seconds = Long.parseLong(text.substring(0, dot));
            return seconds * 1000 + Long.parseLong(text.substring(dot + 1, dot + 3)) * 10;
        } catch (IOException e) {
            throw new UncheckedIOException("/proc/uptime cannot be read", e);
        }
    }
}
