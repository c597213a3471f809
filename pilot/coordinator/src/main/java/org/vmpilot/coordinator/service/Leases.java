package org.vmpilot.coordinator.service;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.NodeView;
import org.vmpilot.protocol.view.StatusView;

/** What the coordinator does for a workspace service: the API's and the command line's only way in. Thread-safe. */
public interface Leases {
    /**
     * Makes the lease durable and returns it; its slots are submitted after that. The same idempotency key with the same
     * request gives the lease that was made before.
     *
     * @throws LeaseRefused if the request cannot be met here; nothing was made
     */
    LeaseView create(LeaseRequest request, Optional<String> idempotencyKey) throws LeaseRefused;

    /**
     * Newest first.
     *
     * @param ended whether leases that have ended are wanted as well
     */
    List<LeaseView> list(boolean ended);

    Optional<LeaseView> get(String lease);

    /** Ends the lease; ending one that ends or has ended changes nothing. Empty: no such lease. */
    Optional<LeaseView> end(String lease, String words);

    /**
     * Events with a sequence above {@code after}, oldest first, at most 500; waits up to {@code wait} for the first one.
     *
     * @param lease only of this lease; empty: of all
     */
    List<EventView> events(Optional<String> lease, long after, Duration wait) throws InterruptedException;

    /** Certificates of the lease's slots as the nodes wrote them (JSON), all attempts. Empty: no such lease. */
    Optional<List<String>> certificates(String lease);

    List<NodeView> nodes();

    /**
     * Lifts our drain of a node in the LRM, and no other; waits a little for the LRM's answer, and goes on trying after that.
     *
     * @param looked what a person says to have seen on a node from which no certificate can come any more
     * @return the node as it is then. Empty: no such node
     * @throws NotCleanException if nothing says that the node is clean
     * @throws NotStoredException if it could not be written
     */
    Optional<NodeView> resume(String node, String who, Optional<String> looked);

    StatusView status();
}
