package org.vmpilot.tests.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotCall;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Word;

/** An agent of one pilot job, as docs/agent-protocol.md has it; its guests are up at once and obey at once. For the agents' thread. */
final class SimulatedAgent {
    private static final Duration AGAIN = Duration.ofMillis(300);

    private final AgentThread thread;
    private final SimulatedNode node;
    private final SlotKey slot;
    private final String job;
    private final String nonce;
    private final Consumer<String> jobOver;
    private final AgentSights sights;
    private Optional<Order> order = Optional.empty();
    private boolean live;
    private boolean leaving;
    private int reports;
    private long startedAt;

    /** @param jobOver told the job's id when the pilot leaves */
    SimulatedAgent(
            AgentThread thread,
            SimulatedNode node,
            SlotKey slot,
            String job,
            String nonce,
            AgentSights sights,
            Consumer<String> jobOver) {
        this.thread = thread;
        this.node = node;
        this.slot = slot;
        this.job = job;
        this.nonce = nonce;
        this.sights = sights;
        this.jobOver = jobOver;
    }

    /** Asks until there is an answer, or no reason to ask. */
    private void ask(String verb, String body, boolean atTheEnd, Consumer<String> use) {
        if (leaving && !atTheEnd) {
            return;
        }
        thread.call(node, verb, body, answer -> {
            if (answer.isPresent()) {
                use.accept(answer.get());
            } else {
                thread.in(AGAIN, () -> ask(verb, body, atTheEnd, use));
            }
        });
    }

    void start() {
        startedAt = thread.now();
        claim();
    }

    private void claim() {
        String claim = new Claim(slot, job, node.name(), nonce, "boot").toJson();
        ask("claim", claim, false, answer -> claimed(ClaimAnswer.fromJson(answer)));
    }

    private void claimed(ClaimAnswer answer) {
        if (answer instanceof ClaimAnswer.Granted granted) {
            order = Optional.of(granted.order());
            sights.granted(slot, node.name(), job, granted.order());
            sights.ready(slot, thread.since(startedAt), granted.order().startAllowance());
            if (granted.order().go()) {
                go();
            } else {
                thread.in(granted.order().assemblyAllowance(), this::withoutGo);
            }
            ready();
        } else if (answer instanceof ClaimAnswer.Refused) {
            leaving = true;
            sights.refused(slot, answer.toString());
            jobOver.accept(job);
        } else {
            thread.in(AGAIN, this::claim);
        }
    }

    private void withoutGo() {
        if (!live) {
            leave(Notice.FAILED, "no GO");
        }
    }

    private void ready() {
        ask("ready", new SlotCall(slot, nonce).toJson(), false, answer -> heard(Word.fromJson(answer), this::ready));
    }

    private void poll() {
        ask("poll", new SlotCall(slot, nonce).toJson(), false, answer -> heard(Word.fromJson(answer), this::poll));
    }

    private void heard(Word word, Runnable again) {
        if (word instanceof Word.End end) {
            leave(end.notice(), end.words());
        } else if (word instanceof Word.Go) {
            go();
            poll();
        } else {
            again.run();
        }
    }

    private void go() {
        if (live || leaving) {
            return;
        }
        live = true;
        sights.go(slot);
        Order known = order.orElseThrow();
        List<Report> all = new ArrayList<>();
        all.add(next(Report.Event.RECORDED, OptionalInt.empty(), ""));
        all.add(next(Report.Event.ROOM, OptionalInt.empty(), ""));
        all.add(next(Report.Event.STARTING, OptionalInt.empty(), ""));
        for (GuestOrder guest : known.guests()) {
            all.add(next(Report.Event.GUEST_UP, OptionalInt.of(guest.index()), ""));
        }
        ask("report", body(all), true, done -> sights.up(slot));
        thread.in(known.duration(), () -> leave(Notice.LEASE_ENDED, "its duration is over"));
    }

    /** The LRM ends the job. */
    void terminated() {
        leave(Notice.TERMINATED, "TERM");
    }

    private void leave(Notice why, String words) {
        if (leaving) {
            return;
        }
        leaving = true;
        sights.ending(slot, why);
        if (order.isEmpty()) {
            // Nothing was touched, so there is nothing to certify.
            jobOver.accept(job);
            return;
        }
        Report ending = next(Report.Event.ENDING, OptionalInt.empty(), why + " " + words);
        ask("report", body(List.of(ending)), true, done -> {});
        ask("certificate", certificate(why), true, done -> sights.certified(slot));
        jobOver.accept(job);
    }

    private Report next(Report.Event event, OptionalInt guest, String words) {
        reports++;
        return new Report(slot, nonce, reports, event, 0, guest, words);
    }

    private static String body(List<Report> reports) {
        return "{\"reports\":["
                + String.join(",", reports.stream().map(Report::toJson).toList()) + "]}";
    }

    private String certificate(Notice why) {
        List<String> guests = order.orElseThrow().guests().stream()
                .map(guest -> "{\"index\":" + guest.index() + ",\"ended\":\"polite\"}")
                .toList();
        return "{\"slot\":\"" + slot + "\",\"node\":\"" + node.name() + "\",\"verdict\":\"clean\",\"notice\":\"" + why
                + "\",\"detail\":\"\",\"guests\":[" + String.join(",", guests) + "],\"looks\":[{}]}";
    }
}
