package org.vmpilot.coordinator.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vmpilot.lrm.QueueOptions;
import org.vmpilot.protocol.TeardownBudget;
import org.vmpilot.protocol.nodes.NodeSet;

/**
 * The coordinator's configuration, checked. One record per table of {@code vmpilot.toml}.
 *
 * @param resumeByItself {@code [nodes] resume}: a clean look lifts our drain of a node without anybody asking
 */
public record CoordinatorConfig(
        Path stateFolder,
        Path siteKeyFile,
        Api api,
        Agents agents,
        Lrm lrm,
        Times times,
        Limits limits,
        List<Queue> queues,
        List<Node> nodes,
        boolean resumeByItself,
        Access access,
        List<MaintenanceWindow> windows) {

    /**
     * {@code [api]}.
     *
     * @param listen port 0: any free one
     * @param tokenFile the bearer token's file, root's or the service account's, 0600; empty: no token, on loopback only
     * @param tls empty: clear text
     */
    public record Api(InetSocketAddress listen, Optional<Path> tokenFile, Optional<TlsFiles> tls) {}

    /**
     * {@code [agents]}: where agents reach the coordinator.
     *
     * @param formerSiteKeyFile a site key whose node keys are still taken
     */
    public record Agents(InetSocketAddress listen, Optional<Path> formerSiteKeyFile) {
        public Agents(InetSocketAddress listen) {
            this(listen, Optional.empty());
        }
    }

    /**
     * {@code [lrm]}.
     *
     * @param provider {@code embedded}; later others
     * @param launcher absolute path of {@code pilot-job} on the nodes
     * @param pilotMemoryMib what a pilot job books for itself, in MiB
     * @param gang a lease of several slots is one job of the LRM's, where it has such
     * @param settings the provider's own table {@code [lrm.PROVIDER]}, checked by the provider
     */
    public record Lrm(
            String provider,
            String launcher,
            int pilotMemoryMib,
            boolean gang,
            Optional<String> defaultQueue,
            Optional<String> defaultNodeProperty,
            Optional<String> defaultAccount,
            Map<String, String> settings) {}

    /**
     * {@code [times]}.
     *
     * @param startAllowance from the job's start to READY
     * @param assemblyAllowance from a lease's first READY to GO
     * @param longPoll the longest that an agent's call is held open
     * @param heartbeatLost a slot that was not heard of for so long is shown as silent
     * @param queuePatience how long a lease may wait in its queue before others have its place
     * @param queryMin the LRM is asked no more often; {@code queryMax}: and no more rarely while slots are open
     */
    public record Times(
            Duration startAllowance,
            Duration assemblyAllowance,
            TeardownBudget teardown,
            Duration longPoll,
            Duration heartbeatLost,
            Duration queryMin,
            Duration queryMax,
            Duration retryAfter,
            Duration queuePatience) {}

    /** {@code [limits]}: what a lease may ask for at most; {@code attempts}: how often one is tried to assemble; {@code keepEnded}: how long one that has ended is remembered. */
    public record Limits(Duration duration, int guests, int slots, int openLeases, int attempts, Duration keepEnded) {}

    /** {@code [[queue]]}: a queue that leases may name, and what the site adds to each of its jobs. */
    public record Queue(String name, Duration maxDuration, QueueOptions options) {
        public Queue(String name, Duration maxDuration) {
            this(name, maxDuration, QueueOptions.NONE);
        }
    }

    /** Whether leases may name the queue. */
    public boolean hasQueue(String name) {
        return queues.isEmpty()
                || queues.stream().anyMatch(queue -> queue.name().equals(name));
    }

    /** Those that are called as no node here is. */
    public NodeSet strangers(NodeSet set) {
        return set.without(NodeSet.of(nodes.stream().map(Node::name).toList()));
    }

    /** The LRM's name of each queue for whose jobs the site adds something → what. */
    public Map<String, QueueOptions> queueOptions() {
        return queues.stream()
                .filter(queue -> !queue.options().equals(QueueOptions.NONE))
                .collect(Collectors.toUnmodifiableMap(Queue::name, Queue::options));
    }

    /**
     * {@code [[node]]}.
     *
     * @param lrmName the LRM's name of the node
     */
    public record Node(String name, String lrmName) {}
}
