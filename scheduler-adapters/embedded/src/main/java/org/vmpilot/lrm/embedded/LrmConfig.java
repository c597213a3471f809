package org.vmpilot.lrm.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The daemon's configuration, checked. Keys, defaults and meaning: {@link LrmConfigFile} and docs/embedded-lrm.md. */
record LrmConfig(Path state, Path socket, Site site, List<Queue> queues, List<Node> nodes) {
    /** Who gets which signal, see docs/embedded-lrm.md. */
    enum KillStyle {
        SESSION("session"),
        TREE("tree"),
        TOP_THEN_ALL("top-then-all");

        final String word;

        KillStyle(String word) {
            this.word = word;
        }
    }

    /**
     * What holds for all jobs.
     *
     * @param history how long an ended job is remembered
     * @param outputLimit bytes kept of a job's stdout, and of its stderr
     * @param path PATH of jobs, prologs and epilogs
     */
    record Site(
            KillStyle killStyle,
            Duration history,
            long outputLimit,
            String path,
            Duration prologTimeout,
            Duration epilogTimeout) {}

    /**
     * @param nodes their names; not empty
     * @param properties that a node must have beside what the job asks for
     * @param prolog argument list; empty: none
     * @param priority jobs of a queue with a higher one get nodes first
     * @param preemption how its running jobs give way to a job of a queue with a higher priority
     */
    record Queue(
            String name,
            Set<String> nodes,
            Set<String> properties,
            Duration maxWalltime,
            Duration killDelay,
            List<String> prolog,
            List<String> epilog,
            int priority,
            Preemption preemption) {}

    /** How a running job gives way. */
    enum Preemption {
        /** It does not. */
        OFF("off"),
        CANCEL("cancel"),
        /** It is ended as by a cancel, and waits again. */
        REQUEUE("requeue"),
        /** It is stopped, and goes on when its node is free again. */
        SUSPEND("suspend");

        final String word;

        Preemption(String word) {
            this.word = word;
        }
    }

    /**
     * @param enter what to put before a job's command; empty: this machine, the daemon's own account
     * @param enterRoot likewise before prolog and epilog
     * @param shares how many jobs may share it; 0: exclusive jobs only
     * @param memoryMib what jobs that share it may book together
     */
    record Node(
            String name,
            List<String> enter,
            List<String> enterRoot,
            Set<String> properties,
            int shares,
            long memoryMib) {}

    Optional<Queue> queue(String name) {
        return queues.stream().filter(queue -> queue.name().equals(name)).findFirst();
    }

    /** Of the job's queue; 0 if there is none of that name any more. */
    int priority(Submission submission) {
        return queue(submission.queue()).map(Queue::priority).orElse(0);
    }

    Optional<Node> node(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
    }
}
