package org.vmpilot.coordinator.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Owner;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.view.AuditView;
import org.vmpilot.protocol.view.EventView;

/** Reads of the store. They go on while nothing can be written. */
public final class StoreReads implements Reads {
    static final String DOUBTS = """
            SELECT d.* FROM (
                SELECT node, slot, verdict, detail, received_at AS since FROM certificates
                WHERE newest = 1 AND verdict <> 'CLEAN'
                UNION ALL
                SELECT c.node, s.slot, 'UNKNOWN', 'its job is over and no certificate has come', s.ended_at
                FROM slots s JOIN claims c ON c.slot = s.slot WHERE s.state = 'LOST'
            ) d LEFT JOIN looks l ON l.node = d.node
            WHERE l.looked_at IS NULL OR l.looked_at < d.since
            ORDER BY d.since, d.slot""";

    /** Certificates and events of one answer end where they have so many. */
    private static final int MOST_CHARACTERS = 1 << 20;

    private final Reader reader;

    StoreReads(Reader reader) {
        this.reader = reader;
    }

    /** A certificate as its node wrote it. */
    public record KeptCertificate(String slot, String node, String content) {}

    /** A lease that is over. */
    public record Past(LeaseToken lease, Owner owner, LeaseRequest request, Instant goAt, Instant endedAt) {}

    /** A lease that an idempotency key has made. */
    public record MadeLease(LeaseToken lease, String request) {}

    /**
     * Why a node is not known to be clean.
     *
     * @param verdict DIRTY or UNKNOWN
     */
    public record Doubt(String node, SlotKey slot, String verdict, String detail, Instant since) {
        public String words() {
            return "slot " + slot + ": " + verdict + (detail.isEmpty() ? "" : ", " + detail);
        }
    }

    @Override
    public List<LeasePages.Row> leases(LeasePages.Wanted wanted) {
        return reader.read(handle -> LeasePages.read(handle, wanted));
    }

    @Override
    public Optional<LeaseState> state(LeaseToken token) {
        return reader.read(handle -> {
            try (var query = handle.createQuery("SELECT state FROM leases WHERE token = :token")) {
                return query.bind("token", token.text())
                        .map((row, context) -> Columns.word(row, "state", LeaseState.class))
                        .findFirst();
            }
        });
    }

    @Override
    public Optional<Lease> lease(LeaseToken token) {
        return reader.read(handle -> LeaseReader.read(handle, "l.token = :value", token.text())).stream()
                .findFirst();
    }

    @Override
    public List<EventView> events(EventRows.Wanted wanted, long after, int limit) {
        return reader.read(handle -> EventRows.read(handle, wanted, after, limit, MOST_CHARACTERS));
    }

    @Override
    public long eventsGone() {
        return reader.read(handle -> {
            try (var query = handle.createQuery("SELECT gone FROM history")) {
                return query.mapTo(Long.class).one();
            }
        });
    }

    @Override
    public Optional<String> keyOf(LeaseToken lease) {
        return reader.read(handle -> {
            try (var query =
                    handle.createQuery("SELECT idempotency_key FROM idempotency_keys WHERE lease = :lease LIMIT 1")) {
                return query.bind("lease", lease.text()).mapTo(String.class).findFirst();
            }
        });
    }

    @Override
    public List<KeptCertificate> certificates(LeaseToken lease, String afterSlot, String afterNode, int most) {
        return reader.read(handle -> certificates(handle, lease, afterSlot, afterNode, most));
    }

    private static List<KeptCertificate> certificates(
            Handle handle, LeaseToken lease, String afterSlot, String afterNode, int most) {
        String sql = "SELECT slot, node, content FROM certificates WHERE lease = :lease AND newest = 1"
                + " AND (slot > :slot OR slot = :slot AND node > :node) ORDER BY slot, node LIMIT :most";
        List<KeptCertificate> found = new ArrayList<>();
        try (var query = handle.createQuery(sql);
                var rows = query.bind("lease", lease.text())
                        .bind("slot", afterSlot)
                        .bind("node", afterNode)
                        .bind("most", most)
                        .map((row, context) -> new KeptCertificate(
                                row.getString("slot"), row.getString("node"), row.getString("content")))
                        .iterator()) {
            int characters = 0;
            while (rows.hasNext() && characters < MOST_CHARACTERS) {
                KeptCertificate next = rows.next();
                characters += next.content().length();
                found.add(next);
            }
        }
        return found;
    }

    @Override
    public boolean hasCertificate(SlotKey slot, String node, String content) {
        return reader.read(handle -> handle.createQuery(
                                "SELECT count(*) FROM certificates WHERE slot = :slot AND node = :node AND content = :content")
                        .bind("slot", slot.text())
                        .bind("node", node)
                        .bind("content", content)
                        .mapTo(long.class)
                        .one())
                > 0;
    }

    @Override
    public int looks(SlotKey slot, String node) {
        return reader.read(handle -> handle.createQuery(
                        "SELECT coalesce(max(looks), 0) FROM certificates WHERE slot = :slot AND node = :node")
                .bind("slot", slot.text())
                .bind("node", node)
                .mapTo(int.class)
                .one());
    }

    @Override
    public Set<Integer> reports(SlotKey slot) {
        return new HashSet<>(reader.read(handle -> handle.createQuery("SELECT sequence FROM reports WHERE slot = :slot")
                .bind("slot", slot.text())
                .mapTo(Integer.class)
                .list()));
    }

    @Override
    public Optional<Owner> owner(LeaseToken token) {
        return reader.read(handle -> handle.createQuery("SELECT owner, project FROM leases WHERE token = :token")
                .bind("token", token.text())
                .map((row, context) -> new Owner(row.getString("owner"), row.getString("project")))
                .findFirst());
    }

    @Override
    public List<Past> past(Instant since) {
        String sql = "SELECT token, owner, project, go_at, ended_at, request FROM leases"
                + " WHERE settled = 1 AND ended_at >= :since AND go_at IS NOT NULL";
        return reader.read(handle -> handle.createQuery(sql)
                .bind("since", since.toEpochMilli())
                .map((row, context) -> new Past(
                        new LeaseToken(row.getString("token")),
                        new Owner(row.getString("owner"), row.getString("project")),
                        RequestJson.read(row.getString("request")),
                        Instant.ofEpochMilli(row.getLong("go_at")),
                        Instant.ofEpochMilli(row.getLong("ended_at"))))
                .list());
    }

    @Override
    public List<AccessToken> tokens() {
        return reader.read(AccessRows::tokens);
    }

    @Override
    public List<UsageSum> usage(UsageWanted wanted) {
        return reader.read(handle -> UsageRows.read(handle, wanted));
    }

    @Override
    public List<AuditView> audit(AuditWanted wanted) {
        return reader.read(handle -> AccessRows.audit(handle, wanted));
    }

    @Override
    public Optional<MadeLease> made(Owner owner, String idempotencyKey) {
        String sql = "SELECT lease, request FROM idempotency_keys WHERE idempotency_key = :key AND project = :project"
                + " AND owner IN (:owner, '') ORDER BY owner DESC";
        return reader.read(handle -> handle.createQuery(sql)
                .bind("key", idempotencyKey)
                .bind("project", owner.project())
                .bind("owner", owner.name())
                .map((row, context) -> new MadeLease(new LeaseToken(row.getString("lease")), row.getString("request")))
                .findFirst());
    }

    @Override
    public List<Doubt> doubts() {
        return reader.read(handle -> handle.createQuery(DOUBTS)
                .map((row, context) -> new Doubt(
                        row.getString("node"),
                        SlotKey.parse(row.getString("slot")),
                        row.getString("verdict"),
                        row.getString("detail"),
                        Instant.ofEpochMilli(row.getLong("since"))))
                .list());
    }

    @Override
    public List<Drain> drains() {
        return reader.read(DrainRows::read);
    }

    @Override
    public Map<String, ToldFacts> told() {
        return reader.read(FactRows::read);
    }

    @Override
    public Map<String, Instant> seen() {
        Map<String, Instant> seen = new HashMap<>();
        List<Map.Entry<String, Instant>> rows = reader.read(handle -> handle.createQuery(
                        "SELECT node, seen_at FROM nodes")
                .map((row, context) -> Map.entry(row.getString("node"), Instant.ofEpochMilli(row.getLong("seen_at"))))
                .list());
        rows.forEach(row -> seen.put(row.getKey(), row.getValue()));
        return seen;
    }
}
