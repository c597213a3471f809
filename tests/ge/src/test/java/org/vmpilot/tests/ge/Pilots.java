package org.vmpilot.tests.ge;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vmpilot.lrm.JobRequest;

/** Requests as a lease makes them, with another program in the place of the pilot's. */
final class Pilots {
    private Pilots() {}

    /** In the pilots' queue, with a node alone, until it is told to end. */
    static JobRequest sleeping(String name, int tasks) {
        return request(name, tasks, "vmpilot.q", "xen", "/bin/sleep", "600");
    }

    static JobRequest request(String name, int tasks, String queue, String property, String... command) {
        return new JobRequest(
                name,
                tasks,
                List.of(command),
                Optional.of(queue),
                Optional.of(property),
                Optional.empty(),
                true,
                Duration.ofMinutes(10),
                0);
    }
}
