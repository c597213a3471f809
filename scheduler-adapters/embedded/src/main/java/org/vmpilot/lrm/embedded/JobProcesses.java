package org.vmpilot.lrm.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.host.ProcessId;
import org.vmpilot.host.ProcessStat;
import org.vmpilot.lrm.embedded.LrmConfig.KillStyle;

/** Which processes of a job get a signal, by the three ways of the LRMs that the embedded one stands in for. */
final class JobProcesses {
    private static final Duration SIGNAL = Duration.ofSeconds(10);
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin");

    private final KillStyle style;
    private final CommandRunner runner;

    JobProcesses(KillStyle style, CommandRunner runner) {
        this.style = style;
        this.runner = runner;
    }

    /** PBS: all of the session. Slurm with linuxproc: the tree. Slurm with cgroup: the top process alone. */
    void terminate(RunFolder.Top top) throws IOException {
        List<ProcessId> targets = style == KillStyle.TOP_THEN_ALL ? List.of(top.process()) : all(top);
        targets.forEach(ProcessId::terminate);
    }

    void kill(RunFolder.Top top) throws IOException {
        all(top).forEach(ProcessId::kill);
    }

    /** Stops every process of the job that is not stopped yet, by the style's reach; CONT is for {@link #goOn}. */
    void stop(RunFolder.Top top) throws IOException, InterruptedException {
        signal("STOP", all(top).stream().filter(process -> !process.isStopped()).toList());
    }

    void goOn(RunFolder.Top top) throws IOException, InterruptedException {
        signal("CONT", all(top));
    }

    private void signal(String name, List<ProcessId> targets) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("kill", "-" + name));
        targets.stream().filter(ProcessId::isAlive).forEach(process -> words.add(Long.toString(process.pid())));
        if (words.size() > 2 && !(runner.run(Command.of(SIGNAL, ENVIRONMENT, words)) instanceof CommandResult.Exited)) {
            throw new IOException("kill -" + name + " could not be run");
        }
    }

    private List<ProcessId> all(RunFolder.Top top) throws IOException {
        List<ProcessStat> stats = ProcessStat.all();
        return switch (style) {
            case SESSION -> session(top, stats);
            case TREE -> tree(top, stats);
            case TOP_THEN_ALL -> top.cgroup().isPresent() ? cgroup(top.cgroup().get()) : session(top, stats);
        };
    }

    private static List<ProcessId> session(RunFolder.Top top, List<ProcessStat> stats) {
        return stats.stream()
                .filter(stat -> stat.session() == top.session())
                .map(ProcessStat::id)
                .toList();
    }

    private static List<ProcessId> tree(RunFolder.Top top, List<ProcessStat> stats) {
        List<ProcessId> found = new ArrayList<>();
        Deque<Long> parents = new ArrayDeque<>();
        if (top.process().isAlive()) {
            found.add(top.process());
            parents.add(top.process().pid());
        }
        while (!parents.isEmpty()) {
            long parent = parents.remove();
            stats.stream().filter(stat -> stat.parent() == parent).forEach(stat -> {
                found.add(stat.id());
                parents.add(stat.pid());
            });
        }
        return found;
    }

    /** One that ended while this was read is left out; a cgroup that is gone has none. */
    private static List<ProcessId> cgroup(Path folder) throws IOException {
        Path file = folder.resolve("cgroup.procs");
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .map(Long::parseLong)
                .map(ProcessId::of)
                .flatMap(Optional::stream)
                .toList();
    }
}
