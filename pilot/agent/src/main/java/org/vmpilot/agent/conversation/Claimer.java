package org.vmpilot.agent.conversation;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.loop.Mailbox;
import org.vmpilot.agent.machine.Event;
import org.vmpilot.host.Backoff;
import org.vmpilot.host.Pause;
import org.vmpilot.host.Uptime;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.Peer;
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
                Optional<Event> answer = event(claim, coordinator.call("claim", claim.toJson(), ANSWER));
                if (answer.isPresent()) {
                    mailbox.post(answer.get());
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
            } catch (IOException e) {
                log.say("claim: " + e.getMessage());
                refusedSince = OptionalLong.empty();
            }
            pause.of(backoff.next());
        }
    }

    /** Empty: it is to be asked again. What is not understood is an answer all the same: the coordinator sealed it for this call, and would say it again. */
    private static Optional<Event> event(Claim claim, String text) {
        try {
            ClaimAnswer.Given given = ClaimAnswer.given(text);
            if (given.answer() instanceof ClaimAnswer.Granted granted) {
                return Optional.of(Peer.objection(claim.agent(), given.coordinator())
                        .<Event>map(words -> new Event.ClaimRefused(words, true))
                        .orElseGet(() -> new Event.Granted(granted.order())));
            } else if (given.answer() instanceof ClaimAnswer.Refused refused) {
                return Optional.of(new Event.ClaimRefused(refused.reason() + " " + refused.words()));
            }
            return Optional.empty();
        } catch (JsonException | IllegalArgumentException | ArithmeticException e) {
            String words = "the agent (" + claim.agent().words() + ") does not know what the coordinator says: "
                    + e.getMessage();
            return Optional.of(new Event.ClaimRefused(words, true));
        }
    }
}
