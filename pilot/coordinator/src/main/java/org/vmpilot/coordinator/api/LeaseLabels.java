package org.vmpilot.coordinator.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vmpilot.coordinator.service.Leases;

/** Labels of leases of which somebody wants events, the last ones kept: they never change. For one thread. */
final class LeaseLabels {
    private static final int KEPT = 1000;

    private final Leases leases;
    private final Map<String, Map<String, String>> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, String>> eldest) {
            return size() > KEPT;
        }
    };

    LeaseLabels(Leases leases) {
        this.leases = leases;
    }

    /** Whether the lease has all of them; throws what the store throws if that has to be read and cannot. */
    boolean has(String lease, Map<String, String> labels) {
        return labels.isEmpty()
                || known.computeIfAbsent(lease, leases::labels).entrySet().containsAll(labels.entrySet());
    }
}
