package org.vmpilot.coordinator.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.vmpilot.coordinator.lease.Guest;
import org.vmpilot.coordinator.lease.Holder;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Moment;
import org.vmpilot.coordinator.lease.Sight;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.json.Json;

/** Writes a lease: what differs from the one before. */
final class LeaseRows {
    private LeaseRows() {}

    static void write(Handle handle, Optional<Lease> before, Lease lease) {
        if (before.filter(known -> isSame(known, lease)).isEmpty()) {
            lease(lease).write(handle);
        }
        if (before.filter(known -> known.terms().labels().equals(lease.terms().labels()))
                .isEmpty()) {
            Labels.write(handle, lease, before.isPresent());
        }
        List<Row> slots = new ArrayList<>();
        List<Row> claims = new ArrayList<>();
        List<Row> guests = new ArrayList<>();
        for (Slot slot : lease.slots()) {
            Slot known = before.flatMap(old -> old.slot(slot.key())).orElse(null);
            if (!slot.equals(known)) {
                slots.add(slot(slot));
                slot.holder()
                        .filter(holder -> known == null || !known.claimed())
                        .ifPresent(holder -> claims.add(claim(slot.key(), holder)));
                guests(Optional.ofNullable(known), slot, guests);
            }
        }
        Row.writeAll(handle, slots);
        Row.writeAll(handle, claims);
        Row.writeAll(handle, guests);
    }

    private static boolean isSame(Lease before, Lease lease) {
        return before.settled() == lease.settled() && before.slots(List.of()).equals(lease.slots(List.of()));
    }

    private static Row lease(Lease lease) {
        Row row = new Row("leases", "token")
                .put("token", lease.token().text())
                .fix("name", lease.request().name())
                .put("state", lease.state())
                .put("attempt", lease.attempt())
                .put("submission", lease.submission().step())
                .put("lost_at", lease.submission().lostAt())
                .fix("created_at", lease.createdAt())
                .put("retry_at", lease.retryAt())
                .put("go_at", lease.goAt())
                .put("ended_at", lease.endedAt())
                .put("notice", lease.notice())
                .put("reason", lease.reason())
                .put("reason_code", lease.because().code())
                .put("result", lease.outcome().result())
                .put("settled", lease.settled())
                .fix("request", RequestJson.write(lease.request()))
                .fix("owner", lease.owner().name())
                .fix("project", lease.owner().project());
        TermsColumns.put(row, lease.terms());
        return row;
    }

    private static Row slot(Slot slot) {
        Row row = new Row("slots", "slot")
                .put("slot", slot.key().text())
                .put("lease", slot.key().lease().text())
                .put("attempt", slot.key().attempt())
                .put("place", slot.key().index())
                .put("state", slot.state())
                .put("job", slot.job())
                .put("cancel", slot.cancel())
                .put("lrm_state", slot.sight().map(Sight::state))
                .put("lrm_node", slot.sight().flatMap(Sight::node))
                .put("lrm_reason", slot.sight().flatMap(Sight::reason))
                .put("lrm_asked_at", slot.sight().map(Sight::askedAt))
                .put("notice", slot.notice())
                .put("verdict", slot.verdict())
                .put("reason", slot.reason())
                .put("reason_code", slot.because().code());
        TermsColumns.put(row, slot.instruction());
        for (Moment moment : Moment.values()) {
            row.put(Columns.of(moment), slot.moments().of(moment));
        }
        return row;
    }

    private static Row claim(SlotKey slot, Holder holder) {
        return new Row("claims", "slot")
                .put("slot", slot.text())
                .put("node", holder.node())
                .put("job", holder.job())
                .put("nonce", holder.nonce())
                .put("boot_id", holder.bootId())
                .put("agent", Json.write(holder.agent().toFields()));
    }

    private static void guests(Optional<Slot> before, Slot slot, List<Row> rows) {
        for (int i = 0; i < slot.guests().size(); i++) {
            Guest guest = slot.guests().get(i);
            if (before.isEmpty() || !before.get().guests().get(i).equals(guest)) {
                rows.add(new Row("guests", "slot", "guest")
                        .put("slot", slot.key().text())
                        .put("guest", guest.order().index())
                        .put("state", guest.state())
                        .put("ended", guest.ended()));
            }
        }
    }
}
