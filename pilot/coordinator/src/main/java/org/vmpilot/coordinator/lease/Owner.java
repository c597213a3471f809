package org.vmpilot.coordinator.lease;

/**
 * Whose a lease is.
 *
 * @param name of the token that made it; empty: it was made before leases had owners
 * @param project whose submitters share it
 */
public record Owner(String name, String project) {
    /** Where nobody says another, and all there was before there were projects. */
    public static final String DEFAULT_PROJECT = "default";

    public static final Owner UNKNOWN = new Owner("", DEFAULT_PROJECT);
}
