package org.vmpilot.coordinator.lease;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.MacAddress;

/** Which lease has which hardware address: two guests with one address in one network both lose it. */
public final class MacAddresses {
    private final Map<MacAddress, LeaseToken> holders = new HashMap<>();

    /** The addresses of all guests, asked for or derived. */
    public static List<MacAddress> of(LeaseToken token, LeaseRequest request) {
        List<MacAddress> addresses = new ArrayList<>();
        for (List<GuestOrder> slot : SlotPlan.guests(request)) {
            for (GuestOrder guest : slot) {
                for (int i = 0; i < guest.spec().nics().size(); i++) {
                    addresses.add(guest.mac(token, i));
                }
            }
        }
        return addresses;
    }

    public void take(Lease lease) {
        of(lease.token(), lease.request()).forEach(address -> holders.putIfAbsent(address, lease.token()));
    }

    public void give(Lease lease) {
        of(lease.token(), lease.request()).forEach(address -> holders.remove(address, lease.token()));
    }

    public Optional<LeaseToken> holder(MacAddress address) {
        return Optional.ofNullable(holders.get(address));
    }

    /** Whether a lease of this name would have an address that another one has, or one of them twice. */
    public boolean collides(LeaseToken token, LeaseRequest request) {
        List<MacAddress> addresses = of(token, request);
        return new HashSet<>(addresses).size() < addresses.size()
                || addresses.stream().anyMatch(holders::containsKey);
    }
}
