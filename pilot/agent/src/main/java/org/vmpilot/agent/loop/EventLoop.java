package org.vmpilot.agent.loop;

import java.util.List;
import java.util.function.Consumer;
import org.vmpilot.agent.machine.Action;
import org.vmpilot.agent.machine.Event;
import org.vmpilot.agent.machine.Left;
import org.vmpilot.agent.machine.SlotState;
import org.vmpilot.agent.machine.Step;
import org.vmpilot.host.Uptime;

/** Feeds a slot's state with events and time, one at a time, and hands on what is to be done. */
public final class EventLoop {
    /**
     * The longest wait. A stopped process (STOP, later CONT) finds its deadlines passed at once; uptime, unlike the clock
     * of a wait, also counts while the machine is suspended, and the guard looks every second.
     */
    private static final long LONGEST_WAIT_MS = 60_000;

    private final Mailbox mailbox;
    private final Uptime uptime;
    private final Consumer<Action> effects;

    public EventLoop(Mailbox mailbox, Uptime uptime, Consumer<Action> effects) {
        this.mailbox = mailbox;
        this.uptime = uptime;
        this.effects = effects;
    }

    /** Runs until the slot is left. */
    public Left run(SlotState begin) throws InterruptedException {
        SlotState state = begin;
        while (!(state instanceof Left)) {
            long wait = Math.min(state.wakeAt() - uptime.millis(), LONGEST_WAIT_MS);
            state = step(mailbox.await(wait), state);
            if (!(state instanceof Left)) {
                // Also when events come without a pause, time must be heard.
                state = step(new Event.Tick(), state);
            }
        }
        return (Left) state;
    }

    private SlotState step(Event event, SlotState state) {
        Step step = event.on(state, uptime.millis());
        List<Action> actions = step.actions();
        for (int i = 0; i < actions.size(); i++) {
            effects.accept(actions.get(i));
        }
        return step.state();
    }
}
