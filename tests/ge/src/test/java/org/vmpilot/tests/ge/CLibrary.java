package org.vmpilot.tests.ge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.jna.NativeLrm;

/** The adapter for any C library, over Grid Engine's own on the lab's master. */
final class CLibrary {
    private CLibrary() {}

    static Lrm open(Cell cell, Map<String, String> more) {
        String commands = cell.commands().toString();
        Map<String, String> table = new HashMap<>(Map.of(
                "library",
                "/usr/lib/gridengine-drmaa/lib/libdrmaa.so",
                "preload",
                "libjemalloc.so.2",
                "environment",
                "SGE_ROOT=/var/lib/gridengine SGE_CELL=default",
                "java",
                commands + "/java",
                "settle",
                "2s",
                "deadline",
                "30s"));
        table.putAll(more);
        return NativeLrm.open(table, new SessionCommandRunner(), InstantSource.system(), state(cell));
    }

    static Lrm withDialect(Cell cell) {
        return open(
                cell,
                Map.of(
                        "dialect",
                        "grid-engine",
                        "owner",
                        "vmjob",
                        "commands",
                        cell.commands().toString()));
    }

    /** A folder that the account on the master may write to, too: JNA unpacks its own library there. */
    private static Path state(Cell cell) {
        try {
            Path state = Files.createDirectories(cell.lab().scratch().resolve("native"));
            Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));
            return state;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
