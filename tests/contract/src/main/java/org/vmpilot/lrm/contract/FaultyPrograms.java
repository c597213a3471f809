package org.vmpilot.lrm.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Programs in front of an LRM's real ones, in a folder that an adapter is given; which fault they commit stands in a file. */
public final class FaultyPrograms {
    private static final String PROGRAM = """
            #!/bin/bash
            real=%1$s/$(basename "$0") query=%2$s
            case $(basename "$0"):$(cat %3$s 2>/dev/null) in
            $query:GARBAGE_AROUND) echo "Welcome to the cluster"; "$real" "$@"; echo "Maintenance on Monday" ;;
            $query:RUBBISH_FROM_QUERY) echo "Welcome to the cluster" ;;
            $query:CRASH) kill -SEGV $$ ;;
            $query:HANG) exec sleep 600 ;;
            %4$s*) exec "$real" "$@" ;;
            esac
            """;

    private final Path folder;
    private final Path fault;

    /**
     * @param scratch of the caller's, for the programs and the file
     * @param real folder of the real programs
     * @param names of all programs that the adapter calls
     * @param query which of them shows jobs
     * @param own cases of the shell for faults that look different with each LRM, a line each: {@code program:FAULT) command ;;}, where $real is the
     *     real program
     */
    public FaultyPrograms(Path scratch, Path real, List<String> names, String query, String own) throws IOException {
        this.folder = Files.createDirectory(scratch.resolve("programs"));
        this.fault = scratch.resolve("fault");
        String text = PROGRAM.formatted(real, query, fault, own);
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.writeString(file, text, StandardCharsets.UTF_8);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    public Path folder() {
        return folder;
    }

    public void commit(Fault committed) throws IOException {
        Files.writeString(fault, committed.name(), StandardCharsets.UTF_8);
    }

    public void mend() throws IOException {
        Files.deleteIfExists(fault);
    }
}
