package org.vmpilot.coordinator.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.vmpilot.coordinator.lease.Cancel;
import org.vmpilot.coordinator.lease.Guest;
import org.vmpilot.coordinator.lease.Holder;
import org.vmpilot.coordinator.lease.Moment;
import org.vmpilot.coordinator.lease.Moments;
import org.vmpilot.coordinator.lease.Sight;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.GuestEnd;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Peer;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Verdict;
import org.vmpilot.protocol.json.Json;

/** Reads the slots of leases; what their guests are made of comes from the leases' requests. */
final class SlotReader {
    private static final String OF_LEASES = " JOIN leases l ON l.token = s.lease WHERE ";

    private final Handle handle;
    private final String which;
    private final Object value;
    private final Map<String, List<List<GuestOrder>>> plans;
    private final Map<String, List<Guest>> guests = new HashMap<>();

    /**
     * @param plans the guests of each slot, by lease
     */
    SlotReader(Handle handle, String which, Object value, Map<String, List<List<GuestOrder>>> plans) {
        this.handle = handle;
        this.which = which;
        this.value = value;
        this.plans = plans;
    }

    /** By attempt and place. */
    List<Slot> read() {
        String guestSql = "SELECT g.*, s.lease, s.place FROM guests g JOIN slots s ON s.slot = g.slot" + OF_LEASES
                + which + " ORDER BY g.slot, g.guest";
        try (var query = handle.createQuery(guestSql)) {
            query.bind("value", value)
                    .map(Columns.rows("guests", "slot", this::addGuest))
                    .forEach(known -> {});
        }
        List<Slot> slots = new ArrayList<>();
        String slotSql = "SELECT s.*, c.node, c.job AS claim_job, c.nonce, c.boot_id, c.agent FROM slots s"
                + " LEFT JOIN claims c ON c.slot = s.slot" + OF_LEASES + which + " ORDER BY s.attempt, s.place";
        try (var query = handle.createQuery(slotSql)) {
            query.bind("value", value)
                    .map(Columns.rows("slots", "slot", this::slot))
                    .forEach(slots::add);
        }
        return slots;
    }

    private boolean addGuest(ResultSet row) throws SQLException {
        GuestOrder order =
                plans.get(row.getString("lease")).get(row.getInt("place") - 1).get(row.getInt("guest"));
        Guest guest = new Guest(
                order, Columns.word(row, "state", Guest.State.class), Columns.maybe(row, "ended", GuestEnd.class));
        return guests.computeIfAbsent(row.getString("slot"), slot -> new ArrayList<>())
                .add(guest);
    }

    private Slot slot(ResultSet row) throws SQLException {
        String key = row.getString("slot");
        return new Slot(
                SlotKey.parse(key),
                Columns.word(row, "state", SlotState.class),
                Columns.text(row, "job"),
                holder(row),
                sight(row),
                moments(row),
                Columns.word(row, "cancel", Cancel.class),
                Columns.maybe(row, "notice", Notice.class),
                Columns.maybe(row, "verdict", Verdict.class),
                Columns.reason(row),
                guests.getOrDefault(key, List.of()),
                TermsColumns.instruction(row));
    }

    private static Optional<Holder> holder(ResultSet row) throws SQLException {
        String nonce = row.getString("nonce");
        if (nonce == null) {
            return Optional.empty();
        }
        Peer agent = Columns.text(row, "agent")
                .map(text -> Peer.of(Json.fields(text)))
                .orElse(Peer.FIRST);
        return Optional.of(
                new Holder(row.getString("node"), row.getString("claim_job"), nonce, row.getString("boot_id"), agent));
    }

    private static Moments moments(ResultSet row) throws SQLException {
        Map<Moment, Instant> moments = new EnumMap<>(Moment.class);
        for (Moment moment : Moment.values()) {
            Columns.instant(row, Columns.of(moment)).ifPresent(at -> moments.put(moment, at));
        }
        return new Moments(moments);
    }

    private static Optional<Sight> sight(ResultSet row) throws SQLException {
        Optional<Job.State> state = Columns.maybe(row, "lrm_state", Job.State.class);
        if (state.isEmpty()) {
            return Optional.empty();
        }
        Instant askedAt = Columns.instant(row, "lrm_asked_at").orElseThrow();
        return Optional.of(
                new Sight(state.get(), Columns.text(row, "lrm_node"), Columns.text(row, "lrm_reason"), askedAt));
    }
}
