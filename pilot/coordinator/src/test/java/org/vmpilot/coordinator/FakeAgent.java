package org.vmpilot.coordinator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.vmpilot.coordinator.agents.AgentService;
import org.vmpilot.coordinator.nodes.Certificate;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.Declined;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.Peer;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotCall;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Word;

/** A node with its agent in virtual time. It behaves as docs/agent-protocol.md says and knows nothing of the coordinator's inside. */
final class FakeAgent {
    private static final Duration SECOND = Duration.ofSeconds(1);

    final FakeLrm.FakeJob job;
    final SlotKey slot;
    final String node;
    final List<String> log = new ArrayList<>();
    Optional<Order> order = Optional.empty();
    Optional<Instant> liveAt = Optional.empty();
    Optional<Instant> goneAt = Optional.empty();
    Optional<Notice> notice = Optional.empty();
    boolean ended;
    boolean certified;
    /** It hears nothing that the coordinator says. */
    boolean deaf;

    private final Site site;
    private final World world;
    private final FakeLrm lrm;
    private final String nonce;
    private int reports;
    private int heard;
    /** Ends by itself then; moved by the coordinator's instructions. */
    private Duration duration = Duration.ZERO;

    /** What it says of itself. */
    Peer peer = Peer.own();

    private int refusals;
    private final List<Report> outbox = new ArrayList<>();

    FakeAgent(Site site, World world, FakeLrm lrm, FakeLrm.FakeJob job) {
        this.site = site;
        this.world = world;
        this.lrm = lrm;
        this.job = job;
        this.slot = SlotKey.parse(job.token());
        this.node = job.node.orElseThrow().replace("lrm-", "");
        this.nonce = String.format("%032x", world.random().nextLong() & Long.MAX_VALUE);
        job.onCancel = () -> world.in(SECOND, () -> leave(Notice.CANCELLED, "TERM"));
        world.in(SECOND, this::claim);
        world.in(job.walltime, () -> leave(Notice.WALLTIME, "the LRM's limit"));
    }

    /** Asks until the coordinator answers, or the agent has other things to do. */
    private <T> void ask(Function<AgentService, CompletableFuture<T>> question, Consumer<T> use) {
        if (site.agents().isEmpty()) {
            world.in(SECOND, () -> ask(question, use));
            return;
        }
        // A connection that breaks because the coordinator was killed is noticed.
        Runnable again = site.whenKilled(() -> world.in(SECOND, () -> ask(question, use)));
        var unused = question.apply(site.agents().get()).whenComplete((answer, failure) -> {
            site.answered(again);
            if (failure == null) {
                use.accept(answer);
            } else {
                world.in(SECOND, () -> ask(question, use));
            }
        });
    }

    private void claim() {
        if (ended) {
            return;
        }
        if (site.behaviour().falls(this)) {
            untouched();
            return;
        }
        Optional<String> closed = site.behaviour().closed(this);
        if (closed.isPresent()) {
            ask(
                    desk -> desk.declined(new Declined(slot, node, true, closed.get()), "lrm-" + node),
                    done -> untouched());
        } else if (!site.behaviour().knows(this)) {
            refused();
        } else if (site.behaviour().claims(this)) {
            claimSlot();
        }
    }

    /** Nothing was touched, so there is nothing to certify. */
    private void untouched() {
        ended = true;
        certified = true;
        lrm.left(job);
    }

    /** Its key is not the one that the coordinator knows: it asks every three seconds, and leaves after fifteen. */
    private void refused() {
        site.agents().ifPresent(desk -> desk.wrongKey(node, "lrm-" + node));
        refusals++;
        if (refusals > 5) {
            untouched();
        } else {
            world.in(SECOND.multipliedBy(3), this::claim);
        }
    }

    private void claimSlot() {
        Claim claim = new Claim(slot, job.id.text(), node, nonce, "boot", peer);
        ask(desk -> desk.claim(claim, "lrm-" + node), this::claimed);
    }

    private void claimed(ClaimAnswer answer) {
        if (ended || order.isPresent()) {
            return;
        }
        if (answer instanceof ClaimAnswer.Granted granted) {
            log.add("GRANTED");
            order = Optional.of(granted.order());
            Optional<String> refusal = site.behaviour().policy(this);
            if (refusal.isPresent()) {
                report(Report.Event.POLICY, OptionalInt.empty(), refusal.get());
                world.in(SECOND, () -> leave(Notice.FAILED, "the slot was never recorded here"));
                return;
            }
            world.in(SECOND, granted.order().go() ? this::go : this::ready);
            if (!granted.order().go()) {
                world.in(granted.order().assemblyAllowance().plus(SECOND), () -> {
                    if (liveAt.isEmpty()) {
                        leave(Notice.FAILED, "no GO");
                    }
                });
            }
        } else if (answer instanceof ClaimAnswer.Later) {
            world.in(SECOND, this::claim);
        } else {
            log.add(answer.toString());
            untouched();
        }
    }

    private void ready() {
        if (!ended && site.behaviour().ready(this)) {
            ask(desk -> desk.ready(new SlotCall(slot, nonce), node), word -> {
                if (word instanceof Word.Go) {
                    go();
                } else if (word instanceof Word.End end) {
                    leave(end.notice(), end.words());
                } else {
                    world.in(SECOND, this::ready);
                }
            });
        }
    }

    private void go() {
        if (ended || liveAt.isPresent()) {
            return;
        }
        liveAt = Optional.of(world.instant());
        report(Report.Event.STARTING, OptionalInt.empty(), "");
        lasts(order.orElseThrow().duration());
        site.behaviour().live(this);
        poll();
    }

    private void lasts(Duration whole) {
        duration = whole;
        Duration left = Duration.between(world.instant(), liveAt.orElseThrow().plus(whole));
        world.in(left.isNegative() ? Duration.ZERO : left, () -> {
            if (duration.equals(whole)) {
                leave(Notice.LEASE_ENDED, "its duration is over");
            }
        });
    }

    private void poll() {
        if (!ended) {
            ask(desk -> desk.poll(new SlotCall(slot, nonce, heard), node), word -> {
                if (word instanceof Word.NewEnd end && !deaf && !ended) {
                    heard = end.number();
                    log.add("NEW_END " + end.number());
                    lasts(end.duration());
                    told(new Report(
                            slot, nonce, ++reports, Report.Event.END_MOVED, 0, OptionalInt.empty(), "", end.number()));
                }
                if (word instanceof Word.End end && !deaf) {
                    leave(end.notice(), end.words());
                } else {
                    world.in(SECOND.multipliedBy(deaf ? 60 : 1), this::poll);
                }
            });
        }
    }

    void report(Report.Event event, OptionalInt guest, String words) {
        told(new Report(slot, nonce, ++reports, event, 0, guest, words));
    }

    private void told(Report report) {
        outbox.add(report);
        List<Report> all = List.copyOf(outbox);
        ask(desk -> desk.report(all, node), done -> outbox.removeAll(all));
    }

    /** The way home: reaped after a second, certified as soon as the coordinator listens, then the job ends. */
    void leave(Notice why, String words) {
        if (ended) {
            return;
        }
        ended = true;
        notice = Optional.of(why);
        log.add(why + " " + words);
        world.in(SECOND, () -> {
            goneAt = Optional.of(world.instant());
            if (order.isEmpty()) {
                certified = true;
                lrm.left(job);
            } else if (site.behaviour().certifies(this)) {
                lrm.left(job);
                deliver(certificate(site.behaviour().verdict(this), why, 1));
            }
        });
    }

    void deliver(String text) {
        ask(desk -> desk.certificate(Certificate.read(text)), done -> certified = true);
    }

    String certificate(String verdict, Notice why, int looks) {
        String guests = order.stream()
                .flatMap(known -> known.guests().stream())
                .map(guest -> "{\"index\":" + guest.index() + ",\"ended\":\"polite\"}")
                .reduce((one, other) -> one + "," + other)
                .orElse("");
        String seen = "{}" + ",{}".repeat(looks - 1);
        return "{\"slot\":\"" + slot + "\",\"node\":\"" + node + "\",\"verdict\":\"" + verdict + "\",\"notice\":\""
                + why + "\",\"detail\":\"\",\"guests\":[" + guests + "],\"looks\":[" + seen + "]}";
    }

    /** Power-off: no certificate comes by itself. */
    void die() {
        ended = true;
        goneAt = Optional.of(world.instant());
        lrm.end(job);
    }
}
