package org.vmpilot.killall.site;

import java.util.List;

/** A site file that cannot be used, or a selection of nodes that is none; every fault at once, a line each. */
public final class SiteException extends Exception {
    private static final long serialVersionUID = 1L;

    public SiteException(String message) {
        super(message);
    }

    SiteException(List<String> faults) {
        super(String.join("\n", faults));
    }
}
