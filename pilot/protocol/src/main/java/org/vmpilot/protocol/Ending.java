package org.vmpilot.protocol;

import java.time.Duration;

/** How a guest is ended: asked politely and then destroyed, or destroyed at once. */
public sealed interface Ending {
    /**
     * @param timeout how long the guest has after it was asked; never longer than the slot's polite budget
     */
    record Shutdown(Duration timeout) implements Ending {}

    record Destroy() implements Ending {}
}
