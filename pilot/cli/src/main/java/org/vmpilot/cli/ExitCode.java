package org.vmpilot.cli;

import org.vmpilot.client.ClientException;

/** What the command ends with; docs/commands.md shows the same table. */
final class ExitCode {
    static final int OK = 0;
    /** The lease failed, or a node is not clean. */
    static final int NOT_CLEAN = 1;
    /** Usage, or bad input: option, file, field. Nothing was done. */
    static final int BAD_INPUT = 2;
    /** The coordinator refuses: queue, limit, token. Nothing was done. */
    static final int REFUSED = 3;
    /** The coordinator cannot be reached, or is busy. Nothing was done. */
    static final int UNREACHABLE = 4;
    /** The answer was lost or makes no sense: it may or may not have been done. */
    static final int UNKNOWN = 5;
    /** There is no such lease, or no such node. */
    static final int NO_SUCH_LEASE = 6;

    private ExitCode() {}

    static int of(ClientException.Kind kind) {
        return switch (kind) {
            case INVALID, GONE -> BAD_INPUT;
            case REFUSED, DENIED -> REFUSED;
            case UNREACHABLE, TRY_LATER -> UNREACHABLE;
            case NOT_FOUND -> NO_SUCH_LEASE;
            case UNKNOWN -> UNKNOWN;
        };
    }
}
