package org.vmpilot.coordinator.service;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.LeaseSummaryView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.NodeView;
import org.vmpilot.protocol.view.OfferView;
import org.vmpilot.protocol.view.StatusView;

/**
 * What the coordinator does for a workspace service: the API's only way in. Thread-safe. What changes something answers later,
 * and may do so on the thread that decides: go on elsewhere. What reads may wait for the disk. Every list is bounded.
 */
public interface Leases {
    /** The same as this caller may see it: what is not his is not there, and what he does is done in his name. */
    Leases as(Caller caller);

    /**
     * Makes the lease durable; its slots are submitted after that. The same idempotency key with the same document gives the
     * lease that was made before.
     *
     * @return the lease's id; fails, and nothing was made, with {@link LeaseRefused}, {@link FrozenException},
     *     {@link LimitReachedException} or {@link NotStoredException}
     */
    CompletableFuture<String> create(LeaseRequest request, Optional<CallersKey> key);

    /**
     * What {@link #create} would come to. It makes nothing, holds nothing and uses up no key.
     *
     * @return fails as create does, in the same words; the offer itself is asked for on a thread that may wait for the LRM
     */
    CompletableFuture<Supplier<OfferView>> dryRun(LeaseRequest request, Optional<CallersKey> key);

    /**
     * Newest first, without slots.
     *
     * @throws IllegalArgumentException if {@code from} of the query is none of ours
     */
    Page<LeaseSummaryView> list(LeaseQuery query);

    Optional<LeaseView> get(String lease);

    /** Whether there is a lease of this id, and it has ended. Empty: no such lease. */
    Optional<Boolean> ended(String lease);

    /** The project whose it is; empty: no such lease. */
    Optional<String> project(String lease);

    /** Ends the lease; ending one that ends or has ended changes nothing. False: no such lease. */
    CompletableFuture<Boolean> end(String lease);

    /**
     * Changes what can be changed of a lease; durable when it is answered.
     *
     * @return false: no such lease; fails with {@link ChangeRefused} or {@link NotStoredException}, and nothing was changed
     */
    CompletableFuture<Boolean> change(String lease, LeaseChange change);

    /** Events with a sequence above {@code after}, oldest first, at most 500. */
    List<EventView> events(EventQuery query, long after);

    /** Up to this sequence events are forgotten, some or all; what comes after it is there whole. Ask after the reading that it is held against. */
    long eventsGone();

    /** The labels of a lease; none if there is no such lease. */
    Map<String, String> labels(String lease);

    /** The sequence of the newest event that is durable; 0 if there is none. Never waits. */
    long newestEvent();

    /** Runs it after events have become durable; it must not wait. */
    void onEvents(Runnable news);

    /**
     * The newest certificate of each slot and node of the lease, all attempts, as the nodes wrote them (JSON). Empty: no such
     * lease.
     *
     * @throws IllegalArgumentException if {@code from} is none of ours
     */
    Optional<Page<String>> certificates(String lease, Optional<String> from, int most);

    /** By name. */
    Page<NodeView> nodes(NodeQuery query);

    Optional<NodeView> node(String node);

    /**
     * Lifts our drain of a node in the LRM, and no other; waits a little for the LRM's answer, and goes on trying after that.
     *
     * @param who what the caller calls himself, beside his token's name
     * @param looked what a person says to have seen on a node from which no certificate can come any more
     * @return false: no such node; fails with {@link NotCleanException} if nothing says that the node is clean, with
     *     {@link NotStoredException} if it could not be written
     */
    CompletableFuture<Boolean> resume(String node, String who, Optional<String> looked);

    StatusView status();
}
