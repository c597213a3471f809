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
 * @param told what nodes said of themselves
 * @param ofNode of no lease; likewise {@code token}
 * @param audit who asked for it
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
        Map<String, ToldFacts> told,
        Optional<OfNode> ofNode,
        Optional<AccessToken> token,
        Optional<AuditEntry> audit) {
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

    /** Of nothing yet. */
    private static Change at(Instant now) {
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
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Change lease(Optional<Lease> was, Lease is, List<Entry> history, Optional<IdempotencyKey> under) {
        return new Change(
                now,
                was,
                Optional.of(is),
                Optional.of(is.token()),
                history,
                reports,
                certificate,
                under,
                seen,
                told,
                ofNode,
                token,
                audit);
    }

    /** A lease that is new. */
    public static Change created(Lease lease, List<Entry> entries, Optional<IdempotencyKey> key) {
        return at(lease.createdAt()).lease(Optional.empty(), lease, entries, key);
    }

    /** What an event made of a lease. */
    public static Change of(Lease before, Lease after, List<Entry> entries, Instant now) {
        return at(now).lease(Optional.of(before), after, entries, Optional.empty());
    }

    /** Nodes that were heard of, and what they said of themselves. */
    public static Change seen(Map<String, Instant> nodes, Map<String, ToldFacts> told, Instant now) {
        return at(now).with(nodes, told);
    }

    /** What is wanted of a node. */
    public static Change of(OfNode node, Instant now) {
        return at(now).with(node);
    }

    /** A certificate of a slot that no lease here has, or of another node than the one that holds it. */
    public static Change strange(CertificateText certificate, Instant now) {
        return at(now).with(certificate);
    }

    /** A token that is new, or is revoked. */
    public static Change of(AccessToken token, Instant now) {
        return at(now).with(token);
    }

    /** What somebody did, or was refused, and nothing beside it. */
    public static Change audited(AuditEntry entry) {
        return at(entry.at()).with(entry);
    }

    private Change with(Map<String, Instant> nodes, Map<String, ToldFacts> said) {
        return new Change(
                now,
                before,
                after,
                lease,
                entries,
                reports,
                certificate,
                key,
                Map.copyOf(nodes),
                Map.copyOf(said),
                ofNode,
                token,
                audit);
    }

    private Change with(OfNode node) {
        return new Change(
                now,
                before,
                after,
                lease,
                entries,
                reports,
                certificate,
                key,
                seen,
                told,
                Optional.of(node),
                token,
                audit);
    }

    private Change with(AccessToken made) {
        return new Change(
                now,
                before,
                after,
                lease,
                entries,
                reports,
                certificate,
                key,
                seen,
                told,
                ofNode,
                Optional.of(made),
                audit);
    }

    public Change with(CertificateText text) {
        return new Change(
                now, before, after, lease, entries, reports, Optional.of(text), key, seen, told, ofNode, token, audit);
    }

    public Change with(List<Report> more) {
        return new Change(
                now,
                before,
                after,
                lease,
                entries,
                List.copyOf(more),
                certificate,
                key,
                seen,
                told,
                ofNode,
                token,
                audit);
    }

    public Change with(AuditEntry entry) {
        return new Change(
                now,
                before,
                after,
                lease,
                entries,
                reports,
                certificate,
                key,
                seen,
                told,
                ofNode,
                token,
                Optional.of(entry));
    }

    /** Whether nothing becomes of the lease by it. */
    public boolean idle() {
        return entries.isEmpty() && before.equals(after);
    }
}
