package org.vmpilot.coordinator.lease;

import java.util.List;

/** What an event made of a lease, and what is to be recorded. */
public record LeaseStep(Lease lease, List<Entry> entries) {
    public LeaseStep {
        entries = List.copyOf(entries);
    }
}
