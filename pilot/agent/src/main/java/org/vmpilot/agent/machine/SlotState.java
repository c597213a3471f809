package org.vmpilot.agent.machine;

/**
 * A slot's state. Pure: a state, an event and a time give a {@link Step}; no clock, file, command or network is touched. A cell
 * that a state does not name does nothing: an event that comes late (a create that ends when the slot is leaving) is lawful.
 */
public sealed interface SlotState permits Untouched, Holding, Ending, Left {
    /** Uptime at which {@link #tick} has something to do. */
    long wakeAt();

    default Step stay(Action... actions) {
        return Step.to(this, actions);
    }

    default Step tick(long now) {
        return stay();
    }

    default Step introduced(Event.Introduced event, long now) {
        return stay();
    }

    default Step signalled(Event.Signalled event, long now) {
        return stay();
    }

    default Step jobOver(long now) {
        return stay();
    }

    default Step stopping(long now) {
        return stay();
    }

    default Step granted(Event.Granted event, long now) {
        return stay();
    }

    default Step claimRefused(Event.ClaimRefused event, long now) {
        return stay();
    }

    default Step orderAccepted(Event.OrderAccepted event, long now) {
        return stay();
    }

    default Step orderRefused(Event.OrderRefused event, long now) {
        return stay();
    }

    default Step recorded(long now) {
        return stay();
    }

    default Step roomMade(Event.RoomMade event, long now) {
        return stay();
    }

    default Step broken(Event.Broken event, long now) {
        return stay();
    }

    default Step go(long now) {
        return stay();
    }

    default Step end(Event.End event, long now) {
        return stay();
    }

    /** Nothing of the coordinator's stands in the way of an end. */
    default Step newEnd(Event.NewEnd event, long now) {
        return stay(new Action.Say("instruction " + event.number() + " comes too late: the slot has no end to move"));
    }

    default Step created(Event.Created event, long now) {
        return stay();
    }

    default Step createFailed(Event.CreateFailed event, long now) {
        return stay();
    }

    default Step looked(Event.Looked event, long now) {
        return stay();
    }

    default Step lookFailed(Event.LookFailed event, long now) {
        return stay(new Action.Say("xl cannot be asked, nothing is concluded: " + event.words()));
    }

    default Step domainEnded(long now) {
        return stay();
    }

    default Step events(Event.Events event, long now) {
        return stay();
    }

    default Step asked(Event.Asked event, long now) {
        return stay();
    }
}
