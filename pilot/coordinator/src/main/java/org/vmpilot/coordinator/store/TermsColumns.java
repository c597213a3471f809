package org.vmpilot.coordinator.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.vmpilot.coordinator.lease.Instruction;
import org.vmpilot.coordinator.lease.Terms;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.json.JsonFields;

/** What was changed of leases, and what their agents were told of it. */
final class TermsColumns {
    private TermsColumns() {}

    static void put(Row row, Terms terms) {
        row.put("duration_ms", terms.duration().toMillis())
                .put("labels", Json.write(new LinkedHashMap<>(new TreeMap<>(terms.labels()))))
                .put("version", terms.version())
                .put("noticed_at", terms.noticed());
    }

    static Terms read(ResultSet row, LeaseRequest request) throws SQLException {
        long millis = row.getLong("duration_ms");
        Duration duration = row.wasNull() ? request.duration() : Duration.ofMillis(millis);
        Map<String, String> labels =
                Columns.text(row, "labels").map(TermsColumns::labels).orElse(request.labels());
        return new Terms(duration, labels, row.getInt("version"), Columns.instant(row, "noticed_at"));
    }

    private static Map<String, String> labels(String text) {
        JsonFields fields = Json.fields(text);
        Map<String, String> labels = new TreeMap<>();
        fields.names().forEach(name -> labels.put(name, fields.text(name)));
        return labels;
    }

    static void put(Row row, Instruction instruction) {
        row.put("instruction", instruction.number())
                .put("instructed_ms", instruction.duration().toMillis())
                .put("instruction_done", instruction.done());
    }

    static Instruction instruction(ResultSet row) throws SQLException {
        return new Instruction(
                row.getInt("instruction"),
                Duration.ofMillis(row.getLong("instructed_ms")),
                row.getInt("instruction_done"));
    }
}
