package org.vmpilot.agent.conversation;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.vmpilot.agent.loop.AgentLog;

/** Delivers the outbox, round by round, until it is empty or a whole round brought nothing through. */
public final class Delivery {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final Outbox outbox;
    private final Coordinator coordinator;
    private final AgentLog log;

    public Delivery(Outbox outbox, Coordinator coordinator, AgentLog log) {
        this.outbox = outbox;
        this.coordinator = coordinator;
        this.log = log;
    }

    /** @return whether the outbox is empty */
    public boolean run() throws IOException {
        while (true) {
            List<Outbox.Letter> letters = outbox.letters();
            if (letters.isEmpty()) {
                return outbox.isEmpty();
            }
            if (!round(letters)) {
                return false;
            }
        }
    }

    /** One letter that the coordinator does not take must not hold up the others. */
    private boolean round(List<Outbox.Letter> letters) {
        boolean any = false;
        for (Outbox.Letter letter : letters) {
            try {
                coordinator.call(letter.verb(), letter.body(), ANSWER);
                outbox.delivered(letter);
                any = true;
            } catch (IOException e) {
                log.say(letter.file().getFileName() + " was not delivered: " + e.getMessage());
            }
        }
        return any;
    }
}
