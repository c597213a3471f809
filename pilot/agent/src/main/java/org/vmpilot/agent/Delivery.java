package org.vmpilot.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.vmpilot.host.Pause;
import org.vmpilot.host.Uptime;

/** Delivers the outbox, again and again, until the coordinator has confirmed all or nothing came through for too long. */
final class Delivery {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final Outbox outbox;
    private final Coordinator coordinator;
    private final Uptime uptime;
    private final Pause pause;
    private final Backoff backoff;
    private final AgentLog log;

    Delivery(Outbox outbox, Coordinator coordinator, Uptime uptime, Pause pause, Backoff backoff, AgentLog log) {
        this.outbox = outbox;
        this.coordinator = coordinator;
        this.uptime = uptime;
        this.pause = pause;
        this.backoff = backoff;
        this.log = log;
    }

    /**
     * @param idle how long nothing may come through
     * @return whether the outbox is empty
     */
    boolean run(Duration idle) throws IOException, InterruptedException {
        long lastMs = uptime.millis();
        while (true) {
            List<Outbox.Letter> letters = outbox.letters();
            if (letters.isEmpty()) {
                return true;
            }
            if (round(letters)) {
                lastMs = uptime.millis();
                backoff.reset();
            } else if (uptime.millis() - lastMs >= idle.toMillis()) {
                log.say(letters.size() + " letters are left in the outbox");
                return false;
            } else {
                pause.of(backoff.next());
            }
        }
    }

    /** One letter that the coordinator does not take must not hold up the others. */
    private boolean round(List<Outbox.Letter> letters) throws IOException {
        boolean any = false;
        for (Outbox.Letter letter : letters) {
            try {
                coordinator.call(letter.verb(), letter.body(), ANSWER);
            } catch (IOException e) {
                log.say(letter.file().getFileName() + " was not delivered: " + e.getMessage());
                continue;
            }
            outbox.delivered(letter);
            any = true;
        }
        return any;
    }
}
