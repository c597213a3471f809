package org.vmpilot.coordinator.store;

import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.vmpilot.protocol.Report;

/** Writes what nodes say: reports, certificates, that they were heard of; and the workspace service's keys. */
final class NodeRows {
    /** Of a node that comes again for days a few hundred are enough, and the newest is always kept. */
    private static final int KEPT = 200;

    private NodeRows() {}

    static void write(Handle handle, Change change) {
        change.reports().forEach(report -> report(handle, report, change.now()));
        change.certificate().ifPresent(text -> certificate(handle, text, change.now()));
        change.seen()
                .forEach((node, at) -> new Row("nodes", "node")
                        .put("node", node)
                        .put("seen_at", at)
                        .write(handle));
        FactRows.write(handle, change.told());
        change.key()
                .ifPresent(key -> new Row("idempotency_keys", "project", "owner", "idempotency_key")
                        .put("project", change.after().orElseThrow().owner().project())
                        .put("owner", change.after().orElseThrow().owner().name())
                        .put("idempotency_key", key.text())
                        .put("lease", change.lease().orElseThrow().text())
                        .put("request", key.request())
                        .put("made_at", change.now())
                        .writeOnce(handle));
    }

    private static void report(Handle handle, Report report, Instant now) {
        new Row("reports", "slot", "sequence")
                .put("slot", report.slot().text())
                .put("sequence", report.sequence())
                .put("received_at", now)
                .put("event", report.event())
                .put("elapsed_ms", report.elapsedMs())
                .put("guest", report.guest().isPresent() ? report.guest().getAsInt() : null)
                .put("words", report.words())
                .writeOnce(handle);
    }

    private static void certificate(Handle handle, CertificateText text, Instant now) {
        long id;
        try (var query = handle.createQuery("SELECT coalesce(max(id), 0) + 1 FROM certificates")) {
            id = query.mapTo(long.class).one();
        }
        // One that comes late has fewer looks than the newest: it is kept, and says nothing of the present.
        try (var update = handle.createUpdate(
                "UPDATE certificates SET newest = 0 WHERE slot = :slot AND node = :node AND looks <= :looks")) {
            update.bind("slot", text.slot().text())
                    .bind("node", text.node())
                    .bind("looks", text.looks())
                    .execute();
        }
        boolean newest;
        try (var query = handle.createQuery(
                "SELECT count(*) FROM certificates WHERE slot = :slot AND node = :node AND newest = 1")) {
            newest = query.bind("slot", text.slot().text())
                            .bind("node", text.node())
                            .mapTo(long.class)
                            .one()
                    == 0;
        }
        new Row("certificates", "id")
                .put("id", id)
                .put("slot", text.slot().text())
                .put("lease", text.slot().lease().text())
                .put("node", text.node())
                .put("received_at", now)
                .put("looks", text.looks())
                .put("newest", newest)
                .put("verdict", text.verdict())
                .put("detail", text.detail())
                .put("content", text.content())
                .writeOnce(handle);
        handle.execute(
                "DELETE FROM certificates WHERE slot = ? AND node = ? AND newest = 0 AND id NOT IN ("
                        + "SELECT id FROM certificates WHERE slot = ? AND node = ? ORDER BY id DESC LIMIT " + KEPT
                        + ")",
                text.slot().text(),
                text.node(),
                text.slot().text(),
                text.node());
    }
}
