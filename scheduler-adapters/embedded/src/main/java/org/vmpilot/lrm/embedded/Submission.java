package org.vmpilot.lrm.embedded;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What was submitted: a job, or an array of tasks that differ in their number alone.
 *
 * @param firstTask 0: a single job
 * @param property empty: any node of the queue
 * @param walltimeSeconds from the job's first instruction, prolog not counted
 * @param memoryMib booked on a node that jobs share
 * @param avoided nodes that it must not run on; null in the journal of an earlier version: none
 */
record Submission(
        int number,
        String name,
        int firstTask,
        int lastTask,
        int increment,
        List<String> command,
        String queue,
        String property,
        String account,
        boolean exclusive,
        long walltimeSeconds,
        long memoryMib,
        List<String> avoided) {
    Submission {
        command = List.copyOf(command);
        avoided = avoided == null ? List.of() : List.copyOf(avoided);
    }

    List<JobKey> keys() {
        if (firstTask == 0) {
            return List.of(new JobKey(number, 0));
        }
        return IntStream.iterate(firstTask, task -> task <= lastTask, task -> task + increment)
                .mapToObj(task -> new JobKey(number, task))
                .toList();
    }
}
