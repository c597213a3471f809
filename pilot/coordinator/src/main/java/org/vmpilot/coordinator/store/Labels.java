package org.vmpilot.coordinator.store;

import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.vmpilot.coordinator.lease.Lease;

/** Labels of leases, as rows by which leases are found. */
final class Labels {
    private Labels() {}

    /** @param again whether it may have others already */
    static void write(Handle handle, Lease fresh, boolean again) {
        if (again) {
            handle.execute("DELETE FROM labels WHERE lease = ?", fresh.token().text());
        }
        List<Row> rows = fresh.terms().labels().entrySet().stream()
                .map(label -> new Row("labels", "lease", "name")
                        .put("lease", fresh.token().text())
                        .put("name", label.getKey())
                        .put("value", label.getValue()))
                .toList();
        Row.writeAll(handle, rows);
    }

    /**
     * Adds a condition for each label that a lease must have.
     *
     * @param lease the column that names the lease
     */
    static void conditions(
            Map<String, String> labels, String lease, List<String> conditions, Map<String, Object> values) {
        int number = 0;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            String name = "label" + number;
            String value = "value" + number;
            conditions.add(lease + " IN (SELECT b.lease FROM labels b WHERE b.name = :" + name + " AND b.value = :"
                    + value + ")");
            values.put(name, label.getKey());
            values.put(value, label.getValue());
            number++;
        }
    }
}
