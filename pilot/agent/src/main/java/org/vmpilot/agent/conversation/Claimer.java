package org.vmpilot.agent.conversation;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.loop.Mailbox;
import org.vmpilot.agent.machine.Event;
import org.vmpilot.host.Backoff;
import org.vmpilot.host.Pause;
import org.vmpilot.host.Uptime;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.json.JsonException;

/** Claims the slot until the coordinator has answered for good. How long that may take, the slot's state decides. */
public final class Claimer {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** So long a coordinator may be wrong about who we are (it is being set up), and needs to see where our job is. */
    private static final Duration REFUSED = Duration.ofSeconds(15);

    private final Coordinator coordinator;
    private final Mailbox mailbox;
    private final AgentLog log;
    private final Uptime uptime;
    private final Pause pause;
    private final Backoff backoff;

    public Claimer(
            Coordinator coordinator, Mailbox mailbox, AgentLog log, Uptime uptime, Pause pause, Backoff backoff) {
        this.coordinator = coordinator;
        this.mailbox = mailbox;
        this.log = log;
        this.uptime = uptime;
        this.pause = pause;
        this.backoff = backoff;
    }

    public void claim(Claim claim) throws InterruptedException {
        OptionalLong refusedSince = OptionalLong.empty();
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
                refusedSince = OptionalLong.empty();
            } catch (RefusedException e) {
                log.say("claim: " + e.getMessage());
                refusedSince = OptionalLong.of(refusedSince.orElse(uptime.millis()));
                if (uptime.millis() - refusedSince.getAsLong() >= REFUSED.toMillis()) {
                    // Nothing was touched: the node is of more use to others than to a claim that nobody takes.
                    mailbox.post(new Event.ClaimRefused(e.getMessage()));
                    return;
                }
            } catch (IOException | JsonException | IllegalArgumentException | ArithmeticException e) {
                log.say("claim: " + e.getMessage());
                refusedSince = OptionalLong.empty();
            }
            pause.of(backoff.next());
        }
    }
}
