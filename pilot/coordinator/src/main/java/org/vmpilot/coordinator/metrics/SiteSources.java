package org.vmpilot.coordinator.metrics;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.vmpilot.coordinator.alarms.Alarms;
import org.vmpilot.coordinator.jobs.Jobs;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.loop.EventSignal;
import org.vmpilot.coordinator.loop.FreezeState;
import org.vmpilot.coordinator.loop.OpenLeases;
import org.vmpilot.coordinator.nodes.Nodes;

/**
 * Where what is shown is read, each time from any thread.
 *
 * @param configured how many nodes the configuration names
 * @param silentAfter an agent that was not heard of for so long is silent
 * @param answersWithin the LRM has answered within this time, or is not well
 * @param folder the store's
 */
public record SiteSources(
        OpenLeases leases,
        Nodes nodes,
        Jobs jobs,
        Alarms alarms,
        EventSignal signal,
        FreezeState freezeState,
        InstantSource clock,
        Instant startedAt,
        int configured,
        Duration silentAfter,
        Duration answersWithin,
        Path folder) {
    /** Agents count as heard of at our start, as for those who decide. */
    boolean heard(Slot slot, Instant now) {
        Instant at = nodes.heardAt(slot.key()).orElse(startedAt);
        return !at.plus(silentAfter).isBefore(now);
    }
}
