package org.vmpilot.coordinator.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.vmpilot.protocol.Peer;
import org.vmpilot.protocol.json.Json;

/** What nodes said of themselves, one row a node. */
final class FactRows {
    private FactRows() {}

    static void write(Handle handle, Map<String, ToldFacts> told) {
        told.forEach((node, said) -> new Row("node_facts", "node")
                .put("node", node)
                .put("told_at", said.at())
                .put("agent", Json.write(said.agent().toFields()))
                .put("facts", said.facts())
                .put("facts_at", said.factsAt())
                .write(handle));
    }

    static Map<String, ToldFacts> read(Handle handle) {
        Map<String, ToldFacts> told = new HashMap<>();
        try (var query = handle.createQuery("SELECT * FROM node_facts")) {
            query.map(Columns.rows(
                            "node_facts",
                            "node",
                            row -> Map.entry(
                                    row.getString("node"),
                                    new ToldFacts(
                                            Instant.ofEpochMilli(row.getLong("told_at")),
                                            Peer.of(Json.fields(row.getString("agent"))),
                                            Columns.text(row, "facts"),
                                            Instant.ofEpochMilli(row.getLong("facts_at"))))))
                    .forEach(row -> told.put(row.getKey(), row.getValue()));
        }
        return told;
    }
}
