package org.vmpilot.coordinator.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Owner;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.view.AuditView;
import org.vmpilot.protocol.view.EventView;

/** What can be read of the store. */
public interface Reads {
    /** A page of leases without slots, newest first. */
    List<LeasePages.Row> leases(LeasePages.Wanted wanted);

    Optional<LeaseState> state(LeaseToken token);

    Optional<Lease> lease(LeaseToken token);

    /** Oldest first. */
    List<EventView> events(EventRows.Wanted wanted, long after, int limit);

    /** Up to this sequence events are forgotten, some or all. */
    long eventsGone();

    /** The idempotency key that made the lease. */
    Optional<String> keyOf(LeaseToken lease);

    /** Whose the lease is; empty: no such lease. */
    Optional<Owner> owner(LeaseToken token);

    /**
     * The newest certificate of each slot and node of the lease, after the one named, by slot and node; as many as are asked for, or
     * fewer (but one) if they are large.
     */
    List<StoreReads.KeptCertificate> certificates(LeaseToken lease, String afterSlot, String afterNode, int most);

    /** Whether a node has sent just this certificate of the slot before. */
    boolean hasCertificate(SlotKey slot, String node, String content);

    /** The most looks that a certificate of the slot from that node has, 0 if there is none. */
    int looks(SlotKey slot, String node);

    /** The sequences of the slot's reports that are here already. */
    Set<Integer> reports(SlotKey slot);

    /** What an owner's key has made; in the project that there was before there were owners, also what a key of those days has made. */
    Optional<StoreReads.MadeLease> made(Owner owner, String idempotencyKey);

    /** Leases to which nothing can happen any more that had GO and ended then or later. */
    List<StoreReads.Past> past(Instant since);

    /** All tokens of the API, the oldest first. */
    List<AccessToken> tokens();

    /** Sums of what slots have used that are over, by day, project, owner and account. */
    List<UsageSum> usage(UsageWanted wanted);

    /** Entries of the audit, the newest first. */
    List<AuditView> audit(AuditWanted wanted);

    /**
     * Slots whose nodes are not known to be clean, the oldest first: their newest certificate does not say so, or their job is
     * over and none has come. A person's own look later than that counts against it.
     */
    List<StoreReads.Doubt> doubts();

    /** What the LRM is to be told of nodes. */
    List<Drain> drains();

    /** What nodes said of themselves, by node. */
    Map<String, ToldFacts> told();

    /** When each node was last heard of. */
    Map<String, Instant> seen();
}
