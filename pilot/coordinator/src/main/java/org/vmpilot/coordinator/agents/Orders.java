package org.vmpilot.coordinator.agents;

import java.time.Duration;
import java.util.Optional;
import org.vmpilot.coordinator.lease.Guest;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.lease.Timing;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.Order;

/** The order that answers a claim: the same for the same job and nonce, as far as the LRM still grants the same. */
final class Orders {
    private Orders() {}

    /** @param lrmNotice what the LRM leaves between its signal and its KILL */
    static Order of(Lease lease, Slot slot, Claim claim, Timing timing, Optional<Duration> lrmNotice) {
        return new Order(
                slot.key(),
                claim.node(),
                claim.nonce(),
                lease.request().name(),
                slot.guests().stream().map(Guest::order).toList(),
                lease.terms().duration(),
                timing.walltime(lease.request().longest(), lease.request().slotCount()),
                timing.startAllowance(),
                timing.nodesAssemblyAllowance(),
                timing.teardown(),
                lrmNotice,
                // Asked again while the slot ends already: then no GO, and the agent hears of the end by its next call.
                lease.single() && slot.state() == SlotState.LIVE);
    }
}
