package org.vmpilot.coordinator.request;

import java.util.List;
import org.vmpilot.coordinator.document.Fault;

/** A lease request that is none: every error at once. */
public final class RequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int MOST = 100;

    /** Whether the text could be read at all. */
    public enum Kind {
        TOO_LARGE,
        UNREADABLE,
        INVALID
    }

    private final Kind kind;
    private final transient List<Fault> faults;

    RequestException(Kind kind, List<Fault> faults) {
        super("not a lease request: " + faults.get(0));
        this.kind = kind;
        this.faults = faults.stream().distinct().limit(MOST).toList();
    }

    public Kind kind() {
        return kind;
    }

    /** At most 100, at least one. */
    public List<Fault> faults() {
        return faults;
    }
}
