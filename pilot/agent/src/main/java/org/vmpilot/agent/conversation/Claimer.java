package org.vmpilot.agent.conversation;

import java.io.IOException;
import java.time.Duration;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.loop.Mailbox;
import org.vmpilot.agent.machine.Event;
import org.vmpilot.host.Backoff;
import org.vmpilot.host.Pause;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.json.JsonException;

/** Claims the slot until the coordinator has answered for good. How long that may take, the slot's state decides. */
public final class Claimer {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Coordinator coordinator;
    private final Mailbox mailbox;
    private final AgentLog log;
    private final Pause pause;
    private final Backoff backoff;

    public Claimer(Coordinator coordinator, Mailbox mailbox, AgentLog log, Pause pause, Backoff backoff) {
        this.coordinator = coordinator;
        this.mailbox = mailbox;
        this.log = log;
        this.pause = pause;
        this.backoff = backoff;
    }

    public void claim(Claim claim) throws InterruptedException {
        while (true) {
            try {
                ClaimAnswer answer = ClaimAnswer.fromJson(coordinator.call("claim", claim.toJson(), ANSWER));
                if (answer instanceof ClaimAnswer.Granted granted) {
                    mailbox.post(new Event.Granted(granted.order()));
                    return;
                }
                if (answer instanceof ClaimAnswer.Refused refused) {
                    mailbox.post(new Event.ClaimRefused(refused.reason() + " " + refused.words()));
                    return;
                }
                log.say("the coordinator says later");
            } catch (IOException | JsonException | IllegalArgumentException | ArithmeticException e) {
                log.say("claim: " + e.getMessage());
            }
            pause.of(backoff.next());
        }
    }
}
