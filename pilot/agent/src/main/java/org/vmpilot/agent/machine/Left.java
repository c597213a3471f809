package org.vmpilot.agent.machine;

/** The agent leaves; the reaper comes after it. */
public record Left(int exitCode) implements SlotState {
    /** Nothing on the node was touched: there is nothing to reap and nothing to certify. */
    public static final int NOTHING_STARTED = 3;

    @Override
    public long wakeAt() {
        return Long.MAX_VALUE;
    }
}
