package org.vmpilot.agent.conversation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import org.vmpilot.agent.machine.SlotSetting;
import org.vmpilot.host.Backoff;
import org.vmpilot.host.DurableFiles;
import org.vmpilot.host.Pause;
import org.vmpilot.host.Uptime;
import org.vmpilot.protocol.Report;

/**
 * Tells the coordinator what happened, never in the way of what happens: a thread of its own sends, steps on the way to the guests only with what comes
 * of them; what is not confirmed when the agent leaves goes to the outbox.
 */
public final class Reports {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int MOST = 1000;
    /** How long a step on the way waits for the next one, or for what comes of them; the steps come in this order, before all else. */
    private static final long ON_THE_WAY_MS = 2000;

    private final Deque<Report> unconfirmed = new ArrayDeque<>();
    private final Coordinator coordinator;
    private final SlotSetting setting;
    private final Uptime uptime;
    private final Pause pause;
    private final Backoff backoff;
    private int sequence;
    private boolean closed;
    /** Uptime until which no more is told than steps on the way, and nothing is sent. */
    private long onTheWayMs;

    public Reports(Coordinator coordinator, SlotSetting setting, Uptime uptime, Pause pause, Backoff backoff) {
        this.coordinator = coordinator;
        this.setting = setting;
        this.uptime = uptime;
        this.pause = pause;
        this.backoff = backoff;
    }

    public void tell(Report.Event event, OptionalInt guest, String words) {
        tell(event, guest, words, 0);
    }

    /** An instruction of the coordinator is done. */
    public void done(int instruction, Report.Event event) {
        tell(event, OptionalInt.empty(), "instruction " + instruction, instruction);
    }

    private synchronized void tell(Report.Event event, OptionalInt guest, String words, int instruction) {
        if (closed || unconfirmed.size() >= MOST) {
            return;
        }
        sequence++;
        long elapsed = uptime.millis() - setting.deadlines().startedMs();
        unconfirmed.add(
                new Report(setting.slot(), setting.nonce(), sequence, event, elapsed, guest, words, instruction));
        onTheWayMs = isOnTheWay(event) ? uptime.millis() + ON_THE_WAY_MS : 0;
        notifyAll();
    }

    private static boolean isOnTheWay(Report.Event event) {
        return event == Report.Event.RECORDED || event == Report.Event.ROOM || event == Report.Event.STARTING;
    }

    /** Sends until the process ends. */
    public void send() throws InterruptedException {
        while (true) {
            List<Report> batch = batch();
            try {
                coordinator.call("report", body(batch), ANSWER);
                confirmed(batch);
                backoff.reset();
            } catch (IOException e) {
                pause.of(backoff.next());
            }
        }
    }

    private synchronized List<Report> batch() throws InterruptedException {
        while (unconfirmed.isEmpty()) {
            wait();
        }
        for (long left = onTheWayMs - uptime.millis(); left > 0; left = onTheWayMs - uptime.millis()) {
            wait(left);
        }
        return new ArrayList<>(unconfirmed);
    }

    private synchronized void confirmed(List<Report> batch) {
        unconfirmed.removeAll(batch);
        notifyAll();
    }

    static String body(List<Report> reports) {
        StringBuilder body = new StringBuilder("{\"reports\":[");
        String before = "";
        for (Report report : reports) {
            body.append(before).append(report.toJson());
            before = ",";
        }
        return body.append("]}").toString();
    }

    /** Waits for the coordinator to confirm all, no longer than this. */
    public synchronized void flush(Duration within) throws InterruptedException {
        long end = uptime.millis() + within.toMillis();
        for (long left = within.toMillis(); !unconfirmed.isEmpty() && left > 0; left = end - uptime.millis()) {
            wait(left);
        }
    }

    /** Writes what is not confirmed to the outbox; a report that is confirmed meanwhile comes twice, which is lawful. */
    public synchronized void toOutbox(Path outbox) throws IOException {
        closed = true;
        DurableFiles.folder(outbox);
        for (Report report : unconfirmed) {
            Path file = outbox.resolve(report.slot() + "." + report.sequence() + ".report");
            DurableFiles.write(file, report.toJson());
        }
    }
}
