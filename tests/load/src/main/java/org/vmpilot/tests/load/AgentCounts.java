package org.vmpilot.tests.load;

/**
 * How far all agents have come.
 *
 * @param granted slots that a pilot has
 * @param missed slots that were READY only after their start allowance
 * @param go slots that were told GO
 * @param up slots whose guests are up, which the coordinator knows
 * @param ended pilots that have begun to leave
 * @param certified slots whose certificate the coordinator has
 */
public record AgentCounts(int granted, int missed, int go, int up, int ended, int certified) {
    /** Whether all that was to be told is told, and taken. */
    public boolean silent() {
        return go == up && granted == certified;
    }
}
