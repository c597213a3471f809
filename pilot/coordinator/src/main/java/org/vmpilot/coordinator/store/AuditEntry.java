package org.vmpilot.coordinator.store;

import java.time.Instant;

/**
 * What somebody changed through the API, or was refused.
 *
 * @param who the token's name
 * @param address from where
 * @param action create, end, resume, freeze, thaw, token_create, token_revoke; of a refusal also another path that was asked for
 * @param target the lease, node or token; empty: none
 * @param status as HTTP has it
 * @param code of the problem; empty: it was done
 */
public record AuditEntry(
        Instant at, String who, String address, String action, String target, int status, String code, String words) {
    public boolean refused() {
        return status >= 400;
    }
}
