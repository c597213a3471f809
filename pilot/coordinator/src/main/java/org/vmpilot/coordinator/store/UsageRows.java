package org.vmpilot.coordinator.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Moment;
import org.vmpilot.coordinator.lease.Owner;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.lease.UsedTime;
import org.vmpilot.protocol.LeaseRequest;

/** Sums of what slots have used. A slot comes into them once: with its certificate, or with a person's look at the node of which none came. */
final class UsageRows {
    private static final String ONCE = "UPDATE slots SET counted_at = :now WHERE slot = :slot AND counted_at IS NULL";
    private static final String ADD = "INSERT INTO usage (day, project, owner, account, slots, node_ms, guest_ms)"
            + " VALUES (:day, :project, :owner, :account, :slots, :node, :guests)"
            + " ON CONFLICT (day, project, owner, account) DO UPDATE SET slots = usage.slots + excluded.slots,"
            + " node_ms = usage.node_ms + excluded.node_ms, guest_ms = usage.guest_ms + excluded.guest_ms";
    private static final String LOST = "SELECT s.slot, s.claimed_at, s.go_at, l.owner, l.project, l.request,"
            + " (SELECT count(*) FROM guests g WHERE g.slot = s.slot) AS guests"
            + " FROM claims c JOIN slots s ON s.slot = c.slot JOIN leases l ON l.token = s.lease"
            + " WHERE c.node = :node AND s.state = 'LOST' AND s.counted_at IS NULL";

    private UsageRows() {}

    /** What is to be added of one slot. */
    private record Part(String slot, Owner owner, String account, Map<LocalDate, UsedTime> used) {}

    /** After the rows of the change are written. */
    static void write(Handle handle, Change change) {
        if (change.before().isPresent() && change.after().isPresent()) {
            Lease lease = change.after().get();
            for (Slot slot : lease.slots()) {
                if (slot.state() == SlotState.ENDED && slot.claimed()) {
                    Optional<SlotState> was =
                            change.before().get().slot(slot.key()).map(Slot::state);
                    if (!was.equals(Optional.of(SlotState.ENDED))) {
                        Instant end = was.equals(Optional.of(SlotState.LOST))
                                ? change.now()
                                : slot.moments().of(Moment.ENDED).orElse(change.now());
                        add(handle, part(lease, slot, end), change.now());
                    }
                }
            }
        }
        change.ofNode()
                .filter(node -> node.look().isPresent())
                .ifPresent(node ->
                        lost(handle, node.node(), change.now()).forEach(part -> add(handle, part, change.now())));
    }

    private static String account(LeaseRequest request) {
        return request.account().orElse("");
    }

    private static Part part(Lease lease, Slot slot, Instant end) {
        Instant claimed = slot.moments().of(Moment.CLAIMED).orElse(end);
        return new Part(
                slot.key().text(),
                lease.owner(),
                account(lease.request()),
                UsedTime.of(claimed, slot.moments().of(Moment.GO), slot.guests().size(), end));
    }

    private static List<Part> lost(Handle handle, String node, Instant now) {
        try (var query = handle.createQuery(LOST)) {
            return query.bind("node", node)
                    .map(Columns.rows("slots", "slot", row -> part(row, now)))
                    .list();
        }
    }

    private static Part part(ResultSet row, Instant now) throws SQLException {
        return new Part(
                row.getString("slot"),
                new Owner(row.getString("owner"), row.getString("project")),
                account(RequestJson.read(row.getString("request"))),
                UsedTime.of(
                        Columns.instant(row, "claimed_at").orElse(now),
                        Columns.instant(row, "go_at"),
                        row.getInt("guests"),
                        now));
    }

    private static void add(Handle handle, Part part, Instant now) {
        try (var once = handle.createUpdate(ONCE)) {
            int news = once.bind("now", now.toEpochMilli())
                    .bind("slot", part.slot())
                    .execute();
            if (news == 0) {
                return;
            }
        }
        LocalDate last = part.used().keySet().stream().max(LocalDate::compareTo).orElseThrow();
        try (var batch = handle.prepareBatch(ADD)) {
            part.used()
                    .forEach((day, used) -> batch.bind("day", day.toString())
                            .bind("project", part.owner().project())
                            .bind("owner", part.owner().name())
                            .bind("account", part.account())
                            .bind("slots", day.equals(last) ? 1 : 0)
                            .bind("node", used.node().toMillis())
                            .bind("guests", used.guests().toMillis())
                            .add());
            batch.execute();
        }
    }

    static List<UsageSum> read(Handle handle, UsageWanted wanted) {
        String sql = "SELECT * FROM (SELECT " + wanted.columns()
                + ", sum(slots) AS slots, sum(node_ms) AS node_ms, sum(guest_ms) AS guest_ms FROM usage"
                + " WHERE day >= :first AND day <= :last AND (:project = '' OR project = :project)"
                + " GROUP BY 1, 2, 3, 4) g"
                + (wanted.after().isPresent() ? " WHERE (day, project, owner, account) > (:d, :p, :o, :a)" : "")
                + " ORDER BY day, project, owner, account LIMIT :most";
        try (var query = handle.createQuery(sql)) {
            wanted.after()
                    .ifPresent(sum -> query.bind("d", sum.day())
                            .bind("p", sum.project())
                            .bind("o", sum.owner())
                            .bind("a", sum.account()));
            return query.bind("first", wanted.first().toString())
                    .bind("last", wanted.last().toString())
                    .bind("project", wanted.project().orElse(""))
                    .bind("most", wanted.most())
                    .map((row, context) -> sum(row))
                    .list();
        }
    }

    private static UsageSum sum(ResultSet row) throws SQLException {
        return new UsageSum(
                row.getString("day"),
                row.getString("project"),
                row.getString("owner"),
                row.getString("account"),
                row.getLong("slots"),
                row.getLong("node_ms"),
                row.getLong("guest_ms"));
    }
}
