package org.vmpilot.agent.conversation;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.loop.Mailbox;
import org.vmpilot.agent.machine.Event;
import org.vmpilot.host.Backoff;
import org.vmpilot.host.Pause;
import org.vmpilot.host.Uptime;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.SlotCall;
import org.vmpilot.protocol.Word;
import org.vmpilot.protocol.json.JsonException;

/**
 * Listens to the coordinator from READY on: {@code ready} until GO, then {@code poll}, both long polls. Only GO and END become
 * events; silence is none, because after GO the agent does not need the coordinator, unless the site has set {@code orphan-after}.
 */
public final class Conversation {
    /** The coordinator holds a call for 60 s at most. */
    private static final Duration ANSWER = Duration.ofSeconds(75);
    /** An answer that came sooner and says nothing was no long poll: not again at once. */
    private static final long SOON_MS = 1000;

    private final Coordinator coordinator;
    private final Mailbox mailbox;
    private final AgentLog log;
    private final Uptime uptime;
    private final Pause pause;
    private final Backoff backoff;
    private final Optional<Duration> orphanAfter;
    private final Consumer<String> unknown;
    private final Set<String> unknownWords = new HashSet<>();

    /**
     * @param orphanAfter how long the coordinator may be silent before that ends the slot; empty: for ever
     * @param unknown hears once of each word of the coordinator's that is not known here
     */
    public Conversation(
            Coordinator coordinator,
            Mailbox mailbox,
            AgentLog log,
            Uptime uptime,
            Pause pause,
            Backoff backoff,
            Optional<Duration> orphanAfter,
            Consumer<String> unknown) {
        this.coordinator = coordinator;
        this.mailbox = mailbox;
        this.log = log;
        this.uptime = uptime;
        this.pause = pause;
        this.backoff = backoff;
        this.orphanAfter = orphanAfter;
        this.unknown = unknown;
    }

    /** Until the coordinator has said END, or has been silent for too long. */
    public void listen(SlotCall call) throws InterruptedException {
        String verb = "ready";
        int heard = 0;
        boolean silent = false;
        long answeredMs = uptime.millis();
        while (true) {
            long began = uptime.millis();
            try {
                Word word =
                        Word.fromJson(coordinator.call(verb, call.heard(heard).toJson(), ANSWER));
                answeredMs = uptime.millis();
                if (word instanceof Word.End end) {
                    mailbox.post(new Event.End(end.notice(), end.words()));
                    return;
                }
                if (word instanceof Word.Go) {
                    mailbox.post(new Event.Go());
                    verb = "poll";
                }
                if (word instanceof Word.NewEnd end && end.number() > heard) {
                    heard = end.number();
                    mailbox.post(new Event.NewEnd(end.number(), end.duration()));
                    backoff.reset();
                    continue;
                }
                if (word instanceof Word.Unknown said && unknownWords.add(said.text())) {
                    unknown.accept(said.text());
                }
                if (silent) {
                    log.say(verb + ": the coordinator answers again");
                    silent = false;
                }
                if (word instanceof Word.Go || answeredMs - began >= SOON_MS) {
                    backoff.reset();
                    continue;
                }
            } catch (IOException | JsonException | IllegalArgumentException e) {
                if (!silent) {
                    log.say("cannot ask: " + e.getMessage());
                    silent = true;
                }
                if (isOrphan(answeredMs)) {
                    mailbox.post(new Event.End(
                            Notice.ORPHANED,
                            "no coordinator for " + orphanAfter.orElseThrow().toSeconds() + " s"));
                    return;
                }
            }
            pause.of(backoff.next());
        }
    }

    private boolean isOrphan(long answeredMs) {
        return orphanAfter.isPresent()
                && uptime.millis() - answeredMs >= orphanAfter.get().toMillis();
    }
}
