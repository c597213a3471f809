package org.vmpilot.agent.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;
import org.vmpilot.agent.conversation.Conversation;
import org.vmpilot.agent.conversation.Reports;
import org.vmpilot.host.Backoff;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.Word;
import org.vmpilot.tests.simulation.NodeSide;
import org.vmpilot.tests.simulation.SimulatedProcess;

/** What {@link Conversation} and {@link Reports} do, in virtual time. */
final class SimulatedConversation {
    private static final long SOON_MS = 1000;

    private final NodeSide node;
    private final SimulatedProcess process;
    private final SlotSetting setting;
    private final Consumer<Event> mailbox;
    private final List<Report> unconfirmed = new ArrayList<>();
    private final Backoff talking = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15), new Random(2));
    private final Backoff reporting = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15), new Random(3));
    private int sequence;
    private boolean conversing;
    private boolean sending;
    private boolean ready = true;
    private int heard;
    private long answeredMs;

    SimulatedConversation(NodeSide node, SimulatedProcess process, SlotSetting setting, Consumer<Event> mailbox) {
        this.node = node;
        this.process = process;
        this.setting = setting;
        this.mailbox = mailbox;
    }

    List<Report> unconfirmed() {
        return unconfirmed;
    }

    void begin() {
        conversing = true;
        answeredMs = node.uptime();
        listen();
        send();
    }

    private void listen() {
        long began = node.uptime();
        node.word(ready, setting.nonce(), heard, word -> heard(word, began), this::silent);
    }

    private void heard(Word word, long began) {
        answeredMs = node.uptime();
        if (word instanceof Word.End end) {
            mailbox.accept(new Event.End(end.notice(), end.words()));
            return;
        }
        if (word instanceof Word.Go) {
            ready = false;
            mailbox.accept(new Event.Go());
        }
        if (word instanceof Word.NewEnd end && end.number() > heard) {
            heard = end.number();
            mailbox.accept(new Event.NewEnd(end.number(), end.duration()));
            talking.reset();
            process.in(1, this::listen);
            return;
        }
        if (word instanceof Word.Go || answeredMs - began >= SOON_MS) {
            talking.reset();
            process.in(1, this::listen);
        } else {
            process.in(talking.next().toMillis(), this::listen);
        }
    }

    private void silent() {
        boolean orphan = node.orphanAfter()
                .filter(most -> node.uptime() - answeredMs >= most)
                .isPresent();
        if (orphan) {
            mailbox.accept(new Event.End(Notice.ORPHANED, "no coordinator"));
        } else {
            process.in(talking.next().toMillis(), this::listen);
        }
    }

    void tell(Action.Tell tell) {
        tell(tell.event(), tell.guest(), tell.words(), 0);
    }

    void done(int instruction) {
        tell(Report.Event.END_MOVED, OptionalInt.empty(), "", instruction);
    }

    private void tell(Report.Event event, OptionalInt guest, String words, int instruction) {
        sequence++;
        long elapsed = node.uptime() - setting.deadlines().startedMs();
        unconfirmed.add(
                new Report(setting.slot(), setting.nonce(), sequence, event, elapsed, guest, words, instruction));
        process.in(1, this::send);
    }

    private void send() {
        if (!conversing || sending || unconfirmed.isEmpty()) {
            return;
        }
        sending = true;
        List<Report> batch = List.copyOf(unconfirmed);
        node.report(
                batch, () -> confirmed(batch), () -> process.in(reporting.next().toMillis(), this::unsent));
    }

    private void confirmed(List<Report> batch) {
        sending = false;
        unconfirmed.removeAll(batch);
        reporting.reset();
        send();
    }

    private void unsent() {
        sending = false;
        send();
    }
}
