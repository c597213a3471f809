package org.vmpilot.agent;

/** The agent leaves; the reaper comes after it. */
record Left(int exitCode) implements SlotState {
    @Override
    public long wakeAt() {
        return Long.MAX_VALUE;
    }
}
