package org.vmpilot.coordinator.access;

import java.util.List;
import org.vmpilot.coordinator.config.Access;
import org.vmpilot.coordinator.lease.Lease;
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
            ports.store()
                    .reads()
                    .past(ports.clock().instant().minus(access.usageKept()))
                    .forEach(past ->
                            leases.usage().past(past.lease(), past.owner(), past.slots(), past.goAt(), past.endedAt()));
        }
    }
}
