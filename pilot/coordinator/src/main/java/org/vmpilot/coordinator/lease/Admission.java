package org.vmpilot.coordinator.lease;

import java.util.Optional;
import java.util.Set;

/** What the site itself lets start now: its holds and its maintenance windows. From any thread. */
public interface Admission {
    /** Why nothing of the lease is to be started, on whatever node; empty: it may start. */
    Optional<Closure> closed(Lease lease);

    /** The same on that node, by its own name: what is said of the node alone counts as well. */
    Optional<Closure> closed(Lease lease, String node);

    /** Nodes on which the lease is not to start, by their own names. */
    Set<String> closedNodes(Lease lease);
}
