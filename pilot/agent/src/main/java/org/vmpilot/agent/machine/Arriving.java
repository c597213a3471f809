package org.vmpilot.agent.machine;

/** The agent waits for the launcher to say which job this is. */
public record Arriving(SlotSetting setting) implements Untouched {
    @Override
    public String late() {
        return "the launcher did not say which job this is";
    }

    @Override
    public Step introduced(Event.Introduced event, long now) {
        return Step.to(
                new Claiming(setting, event.job()), new Action.Claim(event.job().shown()));
    }
}
