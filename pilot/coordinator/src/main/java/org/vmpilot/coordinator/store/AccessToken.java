package org.vmpilot.coordinator.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A token of the API as the store has it: what proves it, and not itself.
 *
 * @param id its name and a number
 * @param hash SHA-256 of its text, 64 hexadecimal digits
 * @param role a word of the room {@code access}
 */
public record AccessToken(
        String id,
        String name,
        String hash,
        String role,
        String project,
        Instant createdAt,
        String createdBy,
        Optional<Instant> expiresAt,
        Optional<Revoked> revoked) {
    public record Revoked(Instant at, String by) {}

    public AccessToken revoked(Instant at, String by) {
        return new AccessToken(
                id, name, hash, role, project, createdAt, createdBy, expiresAt, Optional.of(new Revoked(at, by)));
    }

    public boolean valid(Instant now) {
        return revoked.isEmpty() && expiresAt.filter(end -> !end.isAfter(now)).isEmpty();
    }

    /** Says nothing of what proves it. */
    @Override
    public String toString() {
        return "AccessToken[" + id + ", " + role + ", " + project + "]";
    }
}
