package org.vmpilot.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's random id of this boot: two times of {@link Uptime} can be compared only where it is the same. */
public final class BootId {
    private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    public static String read() throws IOException {
        return Files.readString(FILE, StandardCharsets.US_ASCII).strip();
    }
}
