package org.vmpilot.killall.ssh;

import org.vmpilot.killall.fanout.FanOutEvent;

/** Where connections report. Called from many threads; must not block for long. */
public interface NodeEvents {
    void event(FanOutEvent event);

    /**
     * A certificate that came back from a node.
     *
     * @param slot checked to be a slot key
     * @param json one line
     */
    void certificate(String node, String slot, String json);
}
