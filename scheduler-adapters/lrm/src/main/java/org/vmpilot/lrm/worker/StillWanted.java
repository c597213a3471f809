package org.vmpilot.lrm.worker;

import com.fasterxml.jackson.databind.JsonNode;
import org.ggf.drmaa.TryLaterException;
import org.vmpilot.host.Uptime;

/**
 * Whether the client of a request still waits for it. A request that lay in a socket while the serving side was stopped must not
 * submit a job that its client has given up, looked for and not found.
 */
@FunctionalInterface
public interface StillWanted {
    /**
     * To be called as the last thing before the deed.
     *
     * @throws TryLaterException nobody waits any more
     */
    void check() throws TryLaterException;

    /** Client and server are on one machine, so that the uptime at which the client gives up is a common clock. */
    static StillWanted until(JsonNode notAfter, Uptime uptime) {
        return () -> {
            if (notAfter.isIntegralNumber() && uptime.millis() > notAfter.longValue()) {
                throw new TryLaterException("given up by its client before it was begun; nothing was done");
            }
        };
    }
}
