package org.vmpilot.lrm;

import java.util.List;
import java.util.Optional;

/**
 * What the site's administrator adds to every job of a queue: fixed in the configuration, never text of a request.
 *
 * @param qos quality of service (Slurm)
 * @param reservation of the LRM that the jobs run in: Slurm's reservation, Grid Engine's advance reservation; PBS's is a queue
 * @param priority the LRM's own number: PBS and Grid Engine {@code -p}, Slurm {@code --priority}
 * @param words further words of the native specification, as the LRM's submit command takes them
 */
public record QueueOptions(
        Optional<String> qos, Optional<String> reservation, Optional<Integer> priority, List<String> words) {
    public static final QueueOptions NONE =
            new QueueOptions(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    public QueueOptions {
        words = List.copyOf(words);
    }
}
