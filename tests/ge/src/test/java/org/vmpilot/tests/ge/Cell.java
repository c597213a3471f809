package org.vmpilot.tests.ge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.gridengine.GridEngineLrm;
import org.vmpilot.lrm.gridengine.GridEngineSettings;
import org.vmpilot.lrm.worker.WorkerMain;
import org.vmpilot.tests.lab.Lab;
import org.vmpilot.tests.lab.Patience;

/**
 * A cell alone, and an adapter whose commands and worker run on its master as the account of the pilot jobs.
 *
 * @param commands commands and a JVM that run on the master: what stands on a site's coordinator host
 */
record Cell(Lab lab, Path commands) implements AutoCloseable {
    private static final String ENVIRONMENT = "env SGE_ROOT=$SGE_ROOT SGE_CELL=$SGE_CELL SGE_SINGLE_LINE=1 ";

    /**
     * The account cannot read the builder's repository: the class path is copied once. LD_PRELOAD is for the JVM on the master alone.
     */
    private static final String JAVA = """
            #!/bin/bash
            umask 022
            preload=$LD_PRELOAD
            unset LD_PRELOAD
            words=()
            while [ $# -gt 0 ]; do
                if [ "$1" = -cp ]; then
                    paths=()
                    IFS=: read -ra entries <<<"$2"
                    for entry in "${entries[@]}"; do
                        to=$entry
                        case $entry in
                        /usr/*) ;;
                        *)
                            to=%1$s/worker/$(cksum <<<"$entry" | tr ' ' -)
                            [ -d "$entry" ] || to=$to.jar
                            [ -e "$to" ] || { mkdir -p %1$s/worker; cp -r "$entry" "$to.$$" && chmod -R a+rX "$to.$$" && mv -T "$to.$$" "$to"; }
                            ;;
                        esac
                        paths+=("$to")
                    done
                    words+=(-cp "$(IFS=:; echo "${paths[*]}")")
                    shift 2
                else
                    words+=("$1")
                    shift
                fi
            done
            VMPILOT_PRELOAD=$preload exec %1$s/commands/java-there "${words[@]}"
            """;

    static Cell up() {
        Lab lab = Lab.bare("ge", Map.of());
        Map<String, String> programs = Stream.of("qstat", "qacct", "qmod", "qsub", "qselect", "qconf")
                .collect(Collectors.toMap(Function.identity(), name -> ENVIRONMENT + "/usr/lib/gridengine/" + name));
        programs.put("java-there", ENVIRONMENT + "LD_PRELOAD=\"$VMPILOT_PRELOAD\" java");
        Path commands = lab.commands(programs);
        try {
            Path java = commands.resolve("java");
            Files.writeString(java, JAVA.formatted(lab.folder()), StandardCharsets.UTF_8);
            Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            lab.close();
            throw new UncheckedIOException(e);
        }
        return new Cell(lab, commands);
    }

    /** An adapter of its own, with its own worker. */
    GridEngineLrm open(String state, Duration deadline) {
        return open(state, Map.of("deadline", deadline.toSeconds() + "s"));
    }

    /** @param more settings beside those that every adapter here has, or in their place */
    GridEngineLrm open(String state, Map<String, String> more) {
        Map<String, String> table = new HashMap<>(Map.of(
                "owner",
                "vmjob",
                "commands",
                commands.toString(),
                "java",
                commands.resolve("java").toString(),
                "settle",
                "2s"));
        table.putAll(more);
        return GridEngineLrm.open(
                GridEngineSettings.of(table),
                new SessionCommandRunner(),
                InstantSource.system(),
                lab.folder().resolve(state));
    }

    /**
     * The workers of the adapters on this cell, as the machine sees them: the JVMs alone. The other lab's coordinator is below this JVM,
     * too, as long as a test starts it, and its worker is none of these.
     */
    List<ProcessHandle> workers() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .command()
                        .filter(name -> name.endsWith("/java"))
                        .isPresent())
                .filter(this::isWorker)
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    /** The command line is read here: the JDK leaves out one that is longer than a page. */
    private boolean isWorker(ProcessHandle process) {
        try {
            String words =
                    Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1);
            return words.contains(WorkerMain.class.getName())
                    && words.contains(lab.folder().toString());
        } catch (IOException e) {
            return false;
        }
    }

    /** Deletes the account's jobs and waits until the qmaster has none: {@code qdel} answers before they are over. */
    void endJobs() {
        lab.asAccount("sh", "-c", "qdel -u vmjob >/dev/null 2>&1; true");
        Patience.await("no job lives")
                .untilAsserted(() -> assertThat(lab.asAccount("qstat", "-u", "vmjob", "-s", "prs"))
                        .isBlank());
    }

    @Override
    public void close() {
        lab.close();
    }
}
