package org.vmpilot.coordinator.access;

import java.util.Optional;
import org.vmpilot.coordinator.lease.Owner;

/**
 * Somebody who has proved who he is.
 *
 * @param name of the token
 * @param project of a submitter: he sees no other's leases; of others: where their leases are made
 * @param address from where, for the audit
 * @param token its id; empty: it is not one of those that are made and revoked
 */
public record Caller(String name, Role role, String project, String address, Optional<String> token) {
    /** The token of the coordinator's token file. */
    public static final String BOOTSTRAP = "bootstrap";
    /** Where no token is asked for. */
    public static final String LOCAL = "local";

    /** The admin whom nobody asked for a token, or who has that of the token file. */
    public static Caller admin(String name, String address) {
        return new Caller(name, Role.ADMIN, Owner.DEFAULT_PROJECT, address, Optional.empty());
    }

    public Owner owner() {
        return new Owner(name, project);
    }

    /** The only project whose leases there are for him; empty: he sees all. */
    public Optional<String> scope() {
        return role == Role.SUBMITTER ? Optional.of(project) : Optional.empty();
    }

    public boolean sees(Owner owner) {
        return scope().filter(only -> !only.equals(owner.project())).isEmpty();
    }

    /** The same, with leases made in another project. */
    public Caller in(String other) {
        return new Caller(name, role, other, address, token);
    }

    /** The token's name, and beside it what he calls himself. */
    public String called(String himself) {
        return himself.isEmpty() || himself.equals(name) ? name : name + " (" + himself + ")";
    }
}
