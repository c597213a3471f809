package org.vmpilot.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * An external command: an argument list, never a shell string.
 *
 * @param arguments the program's absolute path or name and its arguments
 * @param environment the whole environment of the child; nothing is inherited
 * @param deadline after it the command's whole session is killed
 * @param input what the child reads; empty: /dev/null
 * @param go where it is not open yet, the child is started all the same; its input comes, and the deadline counts, when it opens
 * @param outputLimit bytes of stdout and of stderr each that are kept; what is beyond is read and dropped
 */
public record Command(
        List<String> arguments,
        Map<String, String> environment,
        Optional<Path> folder,
        Duration deadline,
        String input,
        CountDownLatch go,
        int outputLimit) {
    public static final int DEFAULT_OUTPUT_LIMIT = 1 << 20;

    public Command {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a command has at least a program");
        }
        if (deadline.isZero() || deadline.isNegative()) {
            throw new IllegalArgumentException("a command has a deadline after its start: " + deadline);
        }
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** One that goes on from its start. */
    public Command(
            List<String> arguments,
            Map<String, String> environment,
            Optional<Path> folder,
            Duration deadline,
            String input,
            int outputLimit) {
        this(arguments, environment, folder, deadline, input, new CountDownLatch(0), outputLimit);
    }

    public static Command of(Duration deadline, Map<String, String> environment, List<String> arguments) {
        return new Command(arguments, environment, Optional.empty(), deadline, "", DEFAULT_OUTPUT_LIMIT);
    }
}
