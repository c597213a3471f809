package org.vmpilot.coordinator.lease;

import java.time.Duration;

/**
 * What the agent of a slot is told after GO: the durable intent. Each is whole, so that the newest is all there is to say.
 *
 * @param number counts from 1 within the slot; 0: there is none
 * @param duration the lease's, counted from GO
 * @param done the newest that the agent has reported as done
 */
public record Instruction(int number, Duration duration, int done) {
    public static final Instruction NONE = new Instruction(0, Duration.ZERO, 0);

    Instruction next(Duration other) {
        return new Instruction(number + 1, other, done);
    }

    /** The agent says that it is done. What was never given is no news. */
    Instruction reported(int which) {
        return which > done && which <= number ? new Instruction(number, duration, which) : this;
    }

    /** Whether the agent has done all that it was told. */
    public boolean isDone() {
        return done == number;
    }
}
