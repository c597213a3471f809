package org.vmpilot.killall.site;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.killall.pilots.LrmChoice;
import org.vmpilot.protocol.nodes.NodeSet;
import org.vmpilot.protocol.nodes.NodeSetException;

/**
 * What killall.conf says.
 *
 * @param groups members by name, as node sets
 * @param addresses of the nodes that are not reached by their name
 * @param user account on the nodes
 * @param keys private key files, without a passphrase; may be empty if the ssh-agent is asked
 * @param width the most nodes that are logged in to at once
 * @param journals folder for the journals of runs
 * @param lrm the site's LRM, if kill-all is to ask it where it answers
 * @param coordinator its API, if kill-all is to use it where it answers
 */
public record Site(
        NodeSet nodes,
        Map<String, String> groups,
        Map<String, Endpoint> addresses,
        String user,
        int port,
        List<Path> keys,
        boolean sshAgent,
        Path knownHosts,
        Optional<JumpHost> jump,
        int width,
        Duration probeTimeout,
        Duration loginTimeout,
        Duration nodeTimeout,
        Path journals,
        Optional<LrmChoice> lrm,
        Optional<CoordinatorAccess> coordinator) {
    /** More would be more sockets and threads than a machine of an admin has to give. */
    public static final int WIDTH_MOST = 2048;

    public Site {
        groups = Map.copyOf(groups);
        addresses = Map.copyOf(addresses);
        keys = List.copyOf(keys);
    }

    /**
     * The nodes that a text selects.
     *
     * @throws SiteException for a text that is no node set, an unknown name, an empty selection
     */
    public NodeSet select(String text) throws SiteException {
        try {
            return known(NodeSet.parse(text, groups::get));
        } catch (NodeSetException e) {
            throw new SiteException(e.getMessage());
        }
    }

    private NodeSet known(NodeSet selected) throws SiteException {
        NodeSet unknown = selected.without(nodes);
        if (!unknown.isEmpty()) {
            throw new SiteException("not in the site file: " + unknown);
        }
        if (selected.isEmpty()) {
            throw new SiteException("no node is selected");
        }
        return selected;
    }

    public Endpoint endpoint(String node) {
        Endpoint endpoint = addresses.get(node);
        return endpoint == null ? new Endpoint(node, port) : endpoint;
    }
}
