package org.vmpilot.lrm.embedded;

import java.util.List;
import java.util.stream.IntStream;
import org.vmpilot.lrm.JobRequest;

/**
 * What was submitted: a job, an array of tasks that differ in their number alone, or a gang: one job whose tasks start together, each on a
 * node of its own.
 *
 * @param firstTask 0: a single job
 * @param property empty: any node of the queue
 * @param walltimeSeconds from the job's first instruction, prolog not counted
 * @param memoryMib booked on a node that jobs share
 * @param avoided nodes that it must not run on; null in the journal of an earlier version: none
 * @param assembly what the tasks are to each other; null in a journal of old: {@code JOBS}
 * @param notBeforeMs milliseconds since 1970 before which it does not start; 0, and in a journal of old: at once
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
        List<String> avoided,
        JobRequest.Assembly assembly,
        long notBeforeMs) {
    Submission {
        assembly = assembly == null ? JobRequest.Assembly.JOBS : assembly;
        command = List.copyOf(command);
        avoided = avoided == null ? List.of() : List.copyOf(avoided);
    }

    boolean gang() {
        return assembly != JobRequest.Assembly.JOBS;
    }

    /** How the job is called by those who submitted it: a gang has one id. */
    List<JobKey> ids() {
        return gang() ? List.of(id()) : keys();
    }

    /** The whole. */
    JobKey id() {
        return new JobKey(number, 0);
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
