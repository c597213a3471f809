package org.vmpilot.lrm.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vmpilot.lrm.JobRequest;

/** Requests as tests make them: default queue, 20 minutes. */
public final class Requests {
    private static final Duration LONG = Duration.ofMinutes(20);

    private Requests() {}

    public static JobRequest exclusive(String name, int tasks, String... command) {
        return request(name, tasks, Optional.empty(), true, LONG, 0, command);
    }

    public static JobRequest shared(String name, long memoryMib, String... command) {
        return request(name, 1, Optional.empty(), false, LONG, memoryMib, command);
    }

    public static JobRequest bounded(String name, Duration walltime, String... command) {
        return request(name, 1, Optional.empty(), true, walltime, 0, command);
    }

    public static JobRequest inQueue(String queue, String name, String... command) {
        return request(name, 1, Optional.of(queue), true, LONG, 0, command);
    }

    /** A gang over as many nodes as it has tasks, which have this property. */
    public static JobRequest gang(String name, int tasks, Optional<String> property, String... command) {
        return new JobRequest(
                        name, tasks, List.of(command), Optional.empty(), property, Optional.empty(), true, LONG, 0)
                .as(JobRequest.Assembly.GANG);
    }

    private static JobRequest request(
            String name,
            int tasks,
            Optional<String> queue,
            boolean exclusive,
            Duration walltime,
            long memoryMib,
            String... command) {
        return new JobRequest(
                name,
                tasks,
                List.of(command),
                queue,
                Optional.empty(),
                Optional.empty(),
                exclusive,
                walltime,
                memoryMib);
    }
}
