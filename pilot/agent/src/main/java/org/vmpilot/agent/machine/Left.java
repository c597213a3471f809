package org.vmpilot.agent.machine;

/** The agent leaves; the reaper comes after it. */
public record Left(int exitCode) implements SlotState {
    /**
     * Nothing on the node was touched: there is nothing to reap and nothing to certify. No code that the JVM ends with by itself: 1, 3 (out of memory), 134, 137, 143.
     */
    public static final int NOTHING_STARTED = 4;

    @Override
    public long wakeAt() {
        return Long.MAX_VALUE;
    }
}
