package org.vmpilot.coordinator.store;

/** A row that this version cannot read: a newer one has written it, or somebody else has. */
public final class UnreadableRowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableRowException(String table, String key, RuntimeException cause) {
        super(
                "row " + key + " of table " + table + " cannot be read: " + cause.getMessage()
                        + ". If a newer version has written the store, start that one",
                cause);
    }
}
