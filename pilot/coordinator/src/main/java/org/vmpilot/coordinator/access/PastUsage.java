package org.vmpilot.coordinator.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.config.Access;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Usage;
import org.vmpilot.coordinator.loop.Member;
import org.vmpilot.coordinator.loop.OpenLeases;
import org.vmpilot.coordinator.loop.Ports;

/** Takes up at the start what leases have used that are long over, as far as some limit looks back. */
public final class PastUsage implements Member {
    private final Access access;
    private final OpenLeases leases;
    private final Ports ports;

    public PastUsage(Access access, OpenLeases leases, Ports ports) {
        this.access = access;
        this.leases = leases;
        this.ports = ports;
    }

    @Override
    public void recover(List<Lease> open) {
        if (!access.usageKept().isZero()) {
            Instant now = ports.clock().instant();
            ports.store().reads().past(now.minus(access.usageKept())).forEach(past -> {
                Usage.Share share = Usage.Share.past(
                        past.owner(),
                        past.request().slotCount(),
                        past.request().longest(),
                        past.goAt(),
                        past.endedAt());
                leases.usage().takeBack(past.lease(), Optional.of(share), now);
            });
        }
    }
}
