package org.vmpilot.coordinator.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.vmpilot.coordinator.lease.Entry;
import org.vmpilot.coordinator.lease.Facts;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonFields;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.GuestChangeView;

/** Entries of the history: written, and read as the API shows them. */
public final class EventRows {
    private EventRows() {}

    /** Which events; see {@code EventQuery} of the service. */
    public record Wanted(
            Optional<String> lease,
            Set<String> events,
            Set<String> states,
            Map<String, String> labels,
            Optional<String> project) {}

    /** @param most characters of words after which no more is read */
    static List<EventView> read(Handle handle, Wanted wanted, long after, int limit, int most) {
        List<String> conditions = new ArrayList<>(List.of("sequence > :after"));
        Map<String, Object> values = new HashMap<>(Map.of("after", after, "limit", limit));
        wanted.lease().ifPresent(lease -> {
            conditions.add("lease = :lease");
            values.put("lease", lease);
        });
        wanted.project().ifPresent(project -> {
            conditions.add("project = :project");
            values.put("project", project);
        });
        oneOf("event", wanted.events(), conditions, values);
        oneOf("state", wanted.states(), conditions, values);
        Labels.conditions(wanted.labels(), "lease", conditions, values);
        String sql =
                "SELECT * FROM events WHERE " + String.join(" AND ", conditions) + " ORDER BY sequence LIMIT :limit";
        List<EventView> found = new ArrayList<>();
        try (var query = handle.createQuery(sql);
                var rows =
                        query.bindMap(values).map((row, context) -> read(row)).iterator()) {
            int characters = 0;
            while (rows.hasNext() && characters < most) {
                EventView next = rows.next();
                characters += next.words().length();
                found.add(next);
            }
        }
        return found;
    }

    private static void oneOf(String column, Set<String> words, List<String> conditions, Map<String, Object> values) {
        List<String> names = new ArrayList<>();
        for (String word : words) {
            String name = column + names.size();
            names.add(":" + name);
            values.put(name, word);
        }
        if (!names.isEmpty()) {
            conditions.add(column + " IN (" + String.join(", ", names) + ")");
        }
    }

    static Row row(EventView event, String project) {
        return new Row("events", "sequence")
                .put("sequence", event.sequence())
                .put("at", event.at())
                .put("lease", event.lease())
                .put("project", project)
                .put("slot", event.slot())
                .put("event", event.event())
                .put("words", event.words())
                .put("guest", event.guest())
                .put("state", event.state())
                .put("attempt", event.attempt())
                .put("notice", event.notice())
                .put("verdict", event.verdict())
                .put("reason_code", event.reasonCode())
                .put("result", event.result())
                .put("node", event.node())
                .put("job", event.lrmJob())
                .put("lrm_state", event.lrmState())
                .put("ended", event.ended())
                .put("guests", event.guests().isEmpty() ? null : text(event.guests()))
                .put("version", event.version())
                .put("ends_at", event.endsAt());
    }

    /** The entry as the API shows it. */
    public static EventView view(long sequence, Instant at, Optional<LeaseToken> lease, Entry entry) {
        Facts facts = entry.facts();
        return new EventView(
                sequence,
                at,
                lease.map(LeaseToken::text).orElse(""),
                entry.slot().map(SlotKey::text).orElse(null),
                entry.event().name(),
                entry.words(),
                facts.guest().orElse(null),
                facts.state(),
                facts.attempt(),
                name(facts.notice()),
                name(facts.verdict()),
                name(facts.code()),
                name(facts.result()),
                facts.node().orElse(null),
                facts.job().orElse(null),
                name(facts.lrmState()),
                facts.ended().orElse(null),
                facts.guests().stream()
                        .map(guest -> new GuestChangeView(
                                guest.name(),
                                guest.state().name(),
                                guest.ended().orElse(null)))
                        .toList(),
                facts.version().orElse(null),
                facts.endsAt().orElse(null));
    }

    private static String name(Optional<? extends Enum<?>> word) {
        return word.map(Enum::name).orElse(null);
    }

    static EventView read(ResultSet row) throws SQLException {
        int attempt = row.getInt("attempt");
        int version = row.getInt("version");
        return new EventView(
                row.getLong("sequence"),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("lease"),
                row.getString("slot"),
                row.getString("event"),
                row.getString("words"),
                row.getString("guest"),
                row.getString("state"),
                attempt == 0 ? null : attempt,
                row.getString("notice"),
                row.getString("verdict"),
                row.getString("reason_code"),
                row.getString("result"),
                row.getString("node"),
                row.getString("job"),
                row.getString("lrm_state"),
                row.getString("ended"),
                Columns.text(row, "guests").map(EventRows::guests).orElse(List.of()),
                version == 0 ? null : version,
                Columns.instant(row, "ends_at").orElse(null));
    }

    private static String text(List<GuestChangeView> guests) {
        return Json.write(Map.of(
                "guests",
                guests.stream()
                        .map(guest -> {
                            Map<String, Object> fields = new LinkedHashMap<>();
                            fields.put("name", guest.name());
                            fields.put("state", guest.state());
                            Optional.ofNullable(guest.ended()).ifPresent(ended -> fields.put("ended", ended));
                            return fields;
                        })
                        .toList()));
    }

    private static List<GuestChangeView> guests(String text) {
        return Json.fields(text).objects("guests").stream()
                .map(EventRows::guest)
                .toList();
    }

    private static GuestChangeView guest(JsonFields fields) {
        return new GuestChangeView(
                fields.text("name"),
                fields.text("state"),
                fields.optionalText("ended").orElse(null));
    }
}
