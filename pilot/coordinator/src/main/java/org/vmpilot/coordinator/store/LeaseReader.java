package org.vmpilot.coordinator.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Outcome;
import org.vmpilot.coordinator.lease.Owner;
import org.vmpilot.coordinator.lease.Result;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotPlan;
import org.vmpilot.coordinator.lease.Submission;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;

/** Reads leases with their slots. */
final class LeaseReader {
    private LeaseReader() {}

    /**
     * Newest first.
     *
     * @param which condition on the table {@code leases}, called {@code l}; may name {@code :value}
     */
    static List<Lease> read(Handle handle, String which, Object value) {
        List<Lease> bare = new ArrayList<>();
        String sql = "SELECT l.* FROM leases l WHERE " + which + " ORDER BY l.created_at DESC, l.token";
        try (var query = handle.createQuery(sql)) {
            query.bind("value", value)
                    .map(Columns.rows("leases", "token", LeaseReader::lease))
                    .forEach(bare::add);
        }
        if (bare.isEmpty()) {
            return bare;
        }
        Map<String, List<List<GuestOrder>>> plans = new HashMap<>();
        bare.forEach(lease -> plans.put(lease.token().text(), SlotPlan.guests(lease.request())));
        Map<LeaseToken, List<Slot>> slots = new HashMap<>();
        for (Slot slot : new SlotReader(handle, which, value, plans).read()) {
            slots.computeIfAbsent(slot.key().lease(), token -> new ArrayList<>())
                    .add(slot);
        }
        return bare.stream()
                .map(lease -> whole(lease, slots.getOrDefault(lease.token(), List.of())))
                .toList();
    }

    private static Lease whole(Lease lease, List<Slot> slots) {
        int expected = lease.attempt() * lease.request().slotCount();
        if (slots.size() != expected) {
            throw new UnreadableRowException(
                    "leases",
                    lease.token().text(),
                    new IllegalArgumentException("it has " + slots.size() + " slots in the store, not " + expected));
        }
        return lease.slots(slots);
    }

    private static Lease lease(ResultSet row) throws SQLException {
        LeaseRequest request = RequestJson.read(row.getString("request"));
        return new Lease(
                new LeaseToken(row.getString("token")),
                request,
                Columns.word(row, "state", LeaseState.class),
                row.getInt("attempt"),
                new Submission(Columns.word(row, "submission", Submission.Step.class), Columns.instant(row, "lost_at")),
                Columns.instant(row, "created_at").orElseThrow(),
                Columns.instant(row, "retry_at"),
                Columns.instant(row, "go_at"),
                Columns.instant(row, "ended_at"),
                new Outcome(
                        Columns.maybe(row, "notice", Notice.class),
                        Columns.reason(row),
                        Columns.maybe(row, "result", Result.class)),
                new Owner(row.getString("owner"), row.getString("project")),
                TermsColumns.read(row, request),
                List.of());
    }
}
