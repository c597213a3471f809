package org.vmpilot.coordinator.access;

/** What a call needs. */
public enum Right {
    /** To read leases and events, as far as the caller sees any. */
    READ(Role.SUBMITTER),
    /** To read what is the site's. */
    READ_SITE(Role.MONITOR),
    /** To make leases and end them. */
    SUBMIT(Role.SUBMITTER),
    /** Nodes, freeze and thaw; the audit. */
    OPERATE(Role.OPERATOR),
    /** Tokens. */
    ADMINISTER(Role.ADMIN);

    private final Role least;

    Right(Role least) {
        this.least = least;
    }

    /** The least role that has it. */
    public Role least() {
        return least;
    }

    /** Each role has what those before it have, but that a monitor changes nothing. */
    public boolean isOf(Role role) {
        return role.compareTo(least) >= 0 && !(this == SUBMIT && role == Role.MONITOR);
    }
}
