package org.vmpilot.protocol.view;

import java.time.Instant;

/**
 * A token of the API, without its text.
 *
 * @param id its name and a number; {@code bootstrap}: that of the coordinator's token file
 * @param role submitter, monitor, operator, admin
 * @param project whose leases it is for
 * @param createdAt null: it is the token file's
 * @param expiresAt null: never
 * @param revokedAt null: it is not revoked
 * @param valid whether it opens the door now
 */
public record TokenView(
        String id,
        String name,
        String role,
        String project,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        Instant revokedAt,
        String revokedBy,
        boolean valid) {}
