package org.vmpilot.coordinator.access;

import java.util.EnumSet;
import java.util.Set;

/** What a call needs. */
public enum Right {
    /** To read leases and events, as far as the caller sees any. */
    READ(Role.SUBMITTER, Role.MONITOR, Role.OPERATOR, Role.ADMIN),
    /** To read what is the site's. */
    READ_SITE(Role.MONITOR, Role.OPERATOR, Role.ADMIN),
    /** To make leases and end them. */
    SUBMIT(Role.SUBMITTER, Role.OPERATOR, Role.ADMIN),
    /** Nodes, freeze and thaw; the audit. */
    OPERATE(Role.OPERATOR, Role.ADMIN),
    /** Tokens. */
    ADMINISTER(Role.ADMIN);

    private final Role least;
    private final Set<Role> roles;

    Right(Role least, Role... more) {
        this.least = least;
        this.roles = EnumSet.of(least, more);
    }

    /** The least role that has it. */
    public Role least() {
        return least;
    }

    public boolean isOf(Role role) {
        return roles.contains(role);
    }
}
