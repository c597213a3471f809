package org.vmpilot.lrm.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.host.Pause;

/** Tries again and again to enter the nodes that could not be entered; one that lets us in is up. */
final class NodeProbe {
    private static final Logger LOG = LogManager.getLogger(NodeProbe.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin");

    private final LrmConfig config;
    private final NodeWatch nodes;
    private final CommandRunner commands;
    private final Pause pause;

    NodeProbe(LrmConfig config, NodeWatch nodes, CommandRunner commands, Pause pause) {
        this.config = config;
        this.nodes = nodes;
        this.commands = commands;
        this.pause = pause;
    }

    /** Probes until it is interrupted. */
    void run(Runnable changed) {
        try {
            while (true) {
                pause.of(EVERY);
                for (String node : nodes.down()) {
                    if (isOpen(node)) {
                        LOG.info("node {} can be entered again", node);
                        nodes.up(node);
                        changed.run();
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("nodes are no longer probed");
        }
    }

    private boolean isOpen(String node) throws InterruptedException {
        List<String> words =
                new ArrayList<>(config.node(node).map(LrmConfig.Node::enter).orElse(List.of()));
        words.add("/bin/true");
        CommandResult result = commands.run(Command.of(DEADLINE, ENVIRONMENT, words));
        return result instanceof CommandResult.Exited exited && exited.exitCode() == 0;
    }
}
