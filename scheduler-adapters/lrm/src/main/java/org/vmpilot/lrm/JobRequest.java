package org.vmpilot.lrm;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Pilot jobs to submit, all alike.
 *
 * @param name the job's name, at most 15 characters: a slot key, or an array's name
 * @param tasks 1: a single job; more: an array of tasks 1 to n under one name
 * @param command absolute path of the launcher and its arguments
 * @param nodeProperty the property that a node must have
 * @param walltime the LRM's limit for the job, teardown budget included
 * @param memoryMib what to book on a shared node; ignored on an exclusive one
 */
public record JobRequest(
        String name,
        int tasks,
        List<String> command,
        Optional<String> queue,
        Optional<String> nodeProperty,
        Optional<String> account,
        boolean exclusive,
        Duration walltime,
        long memoryMib) {
    public JobRequest {
        if (tasks < 1) {
            throw new IllegalArgumentException("a request is for at least one job: " + tasks);
        }
        command = List.copyOf(command);
    }
}
