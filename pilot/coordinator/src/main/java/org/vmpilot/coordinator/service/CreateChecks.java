package org.vmpilot.coordinator.service;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.lease.Freeze;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.MacAddresses;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.FreezeState;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.service.LeaseRefused.FieldError;
import org.vmpilot.coordinator.store.RequestJson;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.coordinator.store.StoreReads;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;

/** All that must hold before a lease is made. A create and a dry run come through here, so that both are refused in the same words. For the loop's thread. */
public final class CreateChecks {
    private static final int NAMES_TRIED = 100;

    private final Decisions decisions;
    private final FreezeState freezeState;
    private final Ports ports;
    private final LeaseLimits limits;

    public CreateChecks(Decisions decisions, FreezeState freezeState, Ports ports, CoordinatorConfig config) {
        this.decisions = decisions;
        this.freezeState = freezeState;
        this.ports = ports;
        this.limits = new LeaseLimits(config, ports.lrm().assemblies());
    }

    /**
     * @param lease one that could be made now, or the one that the key has made
     * @param isNew whether it is not there yet
     */
    record Admitted(Lease lease, boolean isNew) {}

    Admitted admit(LeaseRequest asked, Optional<CallersKey> key, Caller by) throws LeaseRefused, StoreException {
        Optional<StoreReads.MadeLease> before =
                key.flatMap(known -> ports.store().reads().made(by.owner(), known.text()));
        if (before.isPresent()) {
            LeaseToken token = before.get().lease();
            if (!isSame(before.get().request(), key.get().document(), asked)) {
                throw new LeaseRefused(List.of(
                        new FieldError("Idempotency-Key", "this key has made lease " + token + " of another request")));
            }
            return new Admitted(decisions.lease(token).orElseThrow(), false);
        }
        Optional<Freeze> freeze = freezeState.freeze();
        if (freeze.isPresent()) {
            throw new FrozenException(
                    "no lease was made: the coordinator is " + freeze.get().words() + "; 'vmpilot thaw' ends that");
        }
        Instant now = ports.clock().instant();
        LeaseRequest request = limits.check(asked, by, decisions.leases(), now);
        Lease fresh = Lease.create(newToken(request, by), request, by.owner(), now);
        return new Admitted(limits.waiting(fresh, ports.lrm()), true);
    }

    /** Up to version 5 of the store a key was kept with the request as it was understood, the site's settings of that day in it. */
    private static boolean isSame(String kept, String document, LeaseRequest asked) {
        return kept.equals(document) || kept.equals(RequestJson.writeOld(asked));
    }

    /** One under which no guest gets a hardware address that another open lease has. */
    private LeaseToken newToken(LeaseRequest request, Caller by) throws LeaseRefused {
        MacAddresses addresses = decisions.leases().addresses();
        limits.addresses(
                request,
                addresses,
                token -> decisions
                        .lease(token)
                        .filter(lease -> by.sees(lease.owner()))
                        .isPresent());
        for (int tries = 0; tries < NAMES_TRIED; tries++) {
            LeaseToken token = LeaseToken.random(ports.random());
            if (decisions.lease(token).isEmpty() && !addresses.collides(token, request)) {
                return token;
            }
        }
        throw new IllegalStateException("no name for the lease was found under which all of its addresses are free");
    }
}
