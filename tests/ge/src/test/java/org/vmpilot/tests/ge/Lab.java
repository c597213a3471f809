package org.vmpilot.tests.ge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.lrm.gridengine.GridEngineLrm;
import org.vmpilot.lrm.gridengine.GridEngineSettings;

/** The lab, and a Grid Engine adapter whose commands and worker run on its master as the account of the pilot jobs. */
final class Lab implements AutoCloseable {
    static final Path ROOT = Path.of(System.getProperty("vmpilot.root"));
    static final List<String> NODES = List.of("node01", "node02", "node03");

    private final SessionCommandRunner runner = new SessionCommandRunner();
    private final Map<String, String> environment = new HashMap<>(System.getenv());
    private final Path folder;

    /** What jobs write: a folder that the hosts see, because it is below none that they have their own of. */
    private final Path scratch;

    private Lab(String name) {
        folder = Path.of(
                "/var/tmp/vmpilot-ge-" + name + "-" + ProcessHandle.current().pid());
        scratch = folder.resolveSibling(folder.getFileName() + "-scratch");
        environment.put("VMPILOT_GE_LAB", folder.toString());
    }

    /** A cell alone. */
    static Lab cell() {
        Lab lab = new Lab("cell");
        lab.environment.put("VMPILOT_DIST", lab.folder + "-none");
        lab.up();
        return lab;
    }

    /** A cell with vmpilot on its nodes and a coordinator; needs an installation (scripts/build). */
    static Lab site(String settings) {
        Lab lab = new Lab("site");
        lab.environment.put("VMPILOT_LAB_TOML", settings);
        lab.up();
        return lab;
    }

    /** Nobody would close a lab that did not come up. */
    private void up() {
        down();
        try {
            lab("up", Integer.toString(NODES.size()));
            Files.createDirectories(scratch);
            Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxrwxrwx"));
            writeCommands();
        } catch (IOException | RuntimeException | AssertionError e) {
            down();
            throw new AssertionError("the lab did not come up", e);
        }
    }

    @Override
    public void close() {
        down();
    }

    private void down() {
        lab("down");
        run(Duration.ofSeconds(20), "rm", "-rf", scratch.toString());
    }

    Path scratch() {
        return scratch;
    }

    /** {@code scripts/lab ge ARGUMENTS}: its output. */
    String lab(String... arguments) {
        List<String> words = new ArrayList<>(List.of(ROOT + "/scripts/lab", "ge"));
        words.addAll(List.of(arguments));
        return run(Patience.of(180), words.toArray(String[]::new));
    }

    String onMaster(String... command) {
        List<String> words = new ArrayList<>(List.of("as", "vmjob", "master"));
        words.addAll(List.of(command));
        return lab(words.toArray(String[]::new));
    }

    /** How {@code scripts/lab ge ARGUMENTS} ended, whatever its exit status. */
    CommandResult.Exited tryLab(String... arguments) {
        List<String> words = new ArrayList<>(List.of(ROOT + "/scripts/lab", "ge"));
        words.addAll(List.of(arguments));
        return execute(Patience.of(180), words);
    }

    private String run(Duration deadline, String... words) {
        CommandResult.Exited exited = execute(deadline, List.of(words));
        if (exited.exitCode() == 0) {
            return exited.output();
        }
        throw new AssertionError(String.join(" ", words) + ": " + exited);
    }

    private CommandResult.Exited execute(Duration deadline, List<String> words) {
        Command command = new Command(words, environment, Optional.empty(), deadline, "", Command.DEFAULT_OUTPUT_LIMIT);
        try {
            CommandResult result = runner.run(command);
            if (result instanceof CommandResult.Exited exited) {
                return exited;
            }
            throw new AssertionError(String.join(" ", words) + ": " + result);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Commands and a JVM that run on the master: what stands on a site's coordinator host. */
    Path commands() {
        return folder.resolve("commands");
    }

    private void writeCommands() throws IOException {
        Path commands = Files.createDirectories(commands());
        String enter = "exec '" + ROOT + "/scripts/virtual-node' exec " + folder + "/master --user vmjob -- env"
                + " SGE_ROOT=$SGE_ROOT SGE_CELL=$SGE_CELL SGE_SINGLE_LINE=1 LC_ALL=C ";
        for (String command : List.of("qstat", "qacct", "qmod", "qsub", "qconf")) {
            write(commands.resolve(command), enter + "/usr/lib/gridengine/" + command + " \"$@\"\n");
        }
        // The account cannot read the builder's repository: the class path is copied once. LD_PRELOAD is for the JVM
        // there alone.
        write(commands.resolve("java"), """
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
                                [ -e "$to" ] || { mkdir -p %1$s/worker; cp -r "$entry" "$to.$$" && mv -T "$to.$$" "$to"; }
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
                %2$sLD_PRELOAD="$preload" java "${words[@]}"
                """.formatted(folder, enter));
    }

    private static void write(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/bash\n" + script, StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** An adapter of its own, with its own worker. */
    GridEngineLrm open(String state, Duration deadline) {
        GridEngineSettings settings = GridEngineSettings.of(Map.of(
                "owner",
                "vmjob",
                "commands",
                folder.resolve("commands").toString(),
                "java",
                folder.resolve("commands/java").toString(),
                "settle",
                "2s",
                "deadline",
                deadline.toSeconds() + "s"));
        return GridEngineLrm.open(settings, runner, InstantSource.system(), folder.resolve(state));
    }

    /** The workers of this JVM's adapters, as the machine sees them: the JVMs alone. */
    static List<ProcessHandle> workers() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .command()
                        .filter(name -> name.endsWith("/java"))
                        .isPresent())
                .filter(ProcessHandle::isAlive)
                .toList();
    }
}
