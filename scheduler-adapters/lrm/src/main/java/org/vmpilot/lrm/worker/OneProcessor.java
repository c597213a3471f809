package org.vmpilot.lrm.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.SessionCommandRunner;

/**
 * Why a worker has one processor, and none of its threads takes it from another one: in Grid Engine's library (8.1.9) the event client and whoever
 * waits for an answer sleep on one condition, for a second at a time, and are woken before the answer is there and when it is. Where both run
 * at the same time as the thread that reads, the event client now and then uses up the second wake-up, and a submit that was done within 3 ms
 * returns after a second: seen in two of three bursts of a hundred submits on two processors, in none of eleven on one.
 */
final class OneProcessor {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private OneProcessor() {}

    /** Programs that hand over to the one behind them; none where the machine does not let them: then it is only slower. */
    static List<String> words() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(ALLOWED))
                    .map(line -> through(last(line.substring(ALLOWED.length()).strip())))
                    .filter(OneProcessor::works)
                    .findFirst()
                    .orElse(List.of());
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<String> through(String processor) {
        return List.of("taskset", "-c", processor, "chrt", "--batch", "0");
    }

    /** A sandbox may refuse either. */
    static boolean works(List<String> through) {
        List<String> arguments = new ArrayList<>(through);
        arguments.add("true");
        try {
            CommandResult result = new SessionCommandRunner().run(Command.of(PATIENCE, Map.of(), arguments));
            return result instanceof CommandResult.Exited exited && exited.exitCode() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Of a list such as {@code 0-3,8-11}: interrupts mostly go to the first. */
    static String last(String list) {
        return list.substring(Math.max(list.lastIndexOf(','), list.lastIndexOf('-')) + 1);
    }
}
