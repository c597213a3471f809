package org.vmpilot.lrm;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Pilot jobs to submit, all alike.
 *
 * @param name the job's name, at most 15 characters: a slot key, or an array's name
 * @param tasks 1: a single job; more: as {@code assembly} says
 * @param command absolute path of the launcher and its arguments
 * @param nodeProperty the property that a node must have
 * @param walltime the LRM's limit for the job, teardown budget included
 * @param memoryMib what to book: on a shared node guests and pilot; on an exclusive one what the pilot itself needs, of use where the LRM enforces it
 * @param avoided the LRM's names of nodes on which it must not run (a node on which every pilot fails is idle again at once, and gets the
 *     next one, too); has no effect where {@link Lrm#avoidsNodes} is false
 * @param options what the site adds for the queue
 * @param assembly what several tasks are to the LRM
 * @param notBefore it does not start before, where {@link Lrm#startsLater}; empty: as soon as it can
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
        long memoryMib,
        List<String> avoided,
        QueueOptions options,
        Assembly assembly,
        Optional<Instant> notBefore) {
    /** What several tasks are to the LRM. */
    public enum Assembly {
        /** An array under one name: each task is a job that starts when a node is there for it. */
        JOBS,
        /** One job over as many nodes, started when all are there; a node that is lost ends it. */
        GANG,
        /** Likewise; a node that is lost leaves the others as they are. */
        GANG_THAT_GOES_ON
    }

    public JobRequest {
        if (tasks < 1) {
            throw new IllegalArgumentException("a request is for at least one job: " + tasks);
        }
        command = List.copyOf(command);
        avoided = List.copyOf(avoided);
    }

    /** Separate jobs, on whatever node, with no options of the site. */
    public JobRequest(
            String name,
            int tasks,
            List<String> command,
            Optional<String> queue,
            Optional<String> nodeProperty,
            Optional<String> account,
            boolean exclusive,
            Duration walltime,
            long memoryMib) {
        this(
                name,
                tasks,
                command,
                queue,
                nodeProperty,
                account,
                exclusive,
                walltime,
                memoryMib,
                List.of(),
                QueueOptions.NONE,
                Assembly.JOBS,
                Optional.empty());
    }

    /** The same, and not on these nodes. */
    public JobRequest avoiding(List<String> nodes) {
        return changed(nodes, options, assembly, notBefore);
    }

    /** The same with these options of the site. */
    public JobRequest with(QueueOptions added) {
        return changed(avoided, added, assembly, notBefore);
    }

    /** The same, its tasks being this to the LRM. */
    public JobRequest as(Assembly what) {
        return changed(avoided, options, what, notBefore);
    }

    /** The same, and not before then. */
    public JobRequest notBefore(Optional<Instant> at) {
        return changed(avoided, options, assembly, at);
    }

    private JobRequest changed(List<String> nodes, QueueOptions added, Assembly what, Optional<Instant> at) {
        return new JobRequest(
                name,
                tasks,
                command,
                queue,
                nodeProperty,
                account,
                exclusive,
                walltime,
                memoryMib,
                nodes,
                added,
                what,
                at);
    }

    /** Whether it is one job over several nodes. */
    public boolean gang() {
        return tasks > 1 && assembly != Assembly.JOBS;
    }
}
