package org.vmpilot.protocol.view;

import java.time.Instant;

/**
 * What somebody changed through the API, or was refused.
 *
 * @param sequence grows; never reused
 * @param who the token's name
 * @param address from where
 * @param action create, end, resume, freeze, thaw, token_create, token_revoke; of a refusal also a path that was asked for
 * @param target the lease, node or token; empty: none
 * @param status as HTTP has it
 * @param code of the problem; empty: it was done
 */
public record AuditView(
        long sequence,
        Instant at,
        String who,
        String address,
        String action,
        String target,
        int status,
        String code,
        String words) {}
