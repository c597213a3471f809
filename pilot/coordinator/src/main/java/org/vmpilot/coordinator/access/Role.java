package org.vmpilot.coordinator.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a token is for; the next may more than the one before. */
public enum Role {
    /** A workspace service: its project's leases, and of the site no more than it needs for them. */
    SUBMITTER,
    /** Reads everything but tokens and the audit; changes nothing. */
    MONITOR,
    /** All leases, nodes, freeze and thaw; reads the audit. */
    OPERATOR,
    /** The same, and tokens. */
    ADMIN;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }

    public static List<String> texts() {
        return Arrays.stream(values()).map(Role::text).toList();
    }
}
