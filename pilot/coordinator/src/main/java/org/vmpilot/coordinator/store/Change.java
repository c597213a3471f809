package org.vmpilot.coordinator.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.coordinator.lease.Entry;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Report;

/**
 * What one event changes, written in one transaction or not at all.
 *
 * @param before the lease as it is in the store; empty: it is new, or the change is of no lease
 * @param seen nodes that were heard of, and when
 * @param ofNode of no lease
 */
public record Change(
        Instant now,
        Optional<Lease> before,
        Optional<Lease> after,
        Optional<LeaseToken> lease,
        List<Entry> entries,
        List<Report> reports,
        Optional<CertificateText> certificate,
        Optional<IdempotencyKey> key,
        Map<String, Instant> seen,
        Optional<OfNode> ofNode) {
    /**
     * What is wanted of a node from now on.
     *
     * @param drain empty: nothing more
     */
    public record OfNode(String node, Optional<Drain> drain, Optional<PersonsLook> look) {}

    /** What a person says to have seen: the node is clean. */
    public record PersonsLook(Instant at, String who, String words) {}

    /** A key of the workspace service, and the request that it stands for as {@link RequestJson} writes it. */
    public record IdempotencyKey(String text, String request) {}

    /** A lease that is new. */
    public static Change created(Lease lease, List<Entry> entries, Optional<IdempotencyKey> key) {
        return new Change(
                lease.createdAt(),
                Optional.empty(),
                Optional.of(lease),
                Optional.of(lease.token()),
                entries,
                List.of(),
                Optional.empty(),
                key,
                Map.of(),
                Optional.empty());
    }

    /** What an event made of a lease. */
    public static Change of(Lease before, Lease after, List<Entry> entries, Instant now) {
        return new Change(
                now,
                Optional.of(before),
                Optional.of(after),
                Optional.of(after.token()),
                entries,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    /** Nodes that were heard of. */
    public static Change seen(Map<String, Instant> nodes, Instant now) {
        return new Change(
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.copyOf(nodes),
                Optional.empty());
    }

    /** What is wanted of a node. */
    public static Change of(OfNode node, Instant now) {
        return new Change(
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.of(node));
    }

    /** A certificate of a slot that no lease here has, or of another node than the one that holds it. */
    public static Change strange(CertificateText certificate, Instant now) {
        return new Change(
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.of(certificate),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    public Change with(CertificateText text) {
        return new Change(now, before, after, lease, entries, reports, Optional.of(text), key, seen, ofNode);
    }

    public Change with(List<Report> more) {
        return new Change(now, before, after, lease, entries, List.copyOf(more), certificate, key, seen, ofNode);
    }
}
