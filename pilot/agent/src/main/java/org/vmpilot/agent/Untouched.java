package org.vmpilot.agent;

/**
 * States in which nothing on the node has been touched: every end of them is to leave, without a notice and without a
 * certificate.
 */
final class Untouched {
    /** Nothing was started. */
    static final int EXIT_CODE = 3;

    private Untouched() {}

    static Step leave(String why) {
        return Step.to(new Left(EXIT_CODE), new Action.Say("leaving, nothing was started: " + why));
    }

    /** CONT alone does not end a job. */
    static Step signalled(SlotState state, Event.Signalled event) {
        return event.signal().equals("CONT") ? state.stay() : leave("the LRM sent " + event.signal());
    }
}
