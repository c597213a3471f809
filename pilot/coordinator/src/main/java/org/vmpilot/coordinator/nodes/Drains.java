package org.vmpilot.coordinator.nodes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.coordinator.loop.Backoff;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.Intake;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.loop.Settings;
import org.vmpilot.coordinator.store.AuditEntry;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.protocol.view.AlarmView;

/**
 * Keeps nodes that are not clean from getting jobs: what is wanted is durable, then the LRM is told, again with back-off until it
 * takes it. For the engine's thread; {@link #all} and {@link #of} for all.
 */
final class Drains {
    private static final Logger LOG = LogManager.getLogger(Drains.class);

    private final EventLoop loop;
    private final Intake intake;
    private final Ports ports;
    private final DrainCalls calls;
    private final Map<String, Drain> drains = new ConcurrentHashMap<>();
    private final Judgements judgements;
    private final Set<String> underWay = new HashSet<>();
    private final Backoff<String> retries = new Backoff<>();
    private final Map<String, List<CompletableFuture<Void>>> waiting = new HashMap<>();
    private final DrainWatch watch;

    Drains(EventLoop loop, Intake intake, Ports ports, Settings settings) {
        this.loop = loop;
        this.intake = intake;
        this.ports = ports;
        this.judgements = new Judgements(ports.store(), settings.resumeByItself());
        this.calls = new DrainCalls(ports.lrm(), settings.lrmNames());
        this.watch = new DrainWatch(loop, ports, calls, this::shown);
    }

    /** Takes up what the store says, and what a coordinator that was killed did not come to write. */
    void recover() {
        ports.store().reads().drains().forEach(drain -> drains.put(drain.node(), drain));
        judgements.recover(drains.keySet());
    }

    /** A certificate came, or will not come: the node is to be looked at again. */
    void look(String node) {
        judgements.look(node);
    }

    /** Pilots fall there, and why: it gets no more until a person gives it back. */
    void blackHole(String node, String reason) {
        judgements.blackHole(node, reason);
    }

    Collection<Drain> all() {
        return drains.values();
    }

    /** See {@link Judgements#notClean}. */
    Set<String> notClean() {
        return judgements.notClean();
    }

    Optional<Drain> of(String node) {
        return Optional.ofNullable(drains.get(node));
    }

    /** Writes what is wanted and tells the LRM what is due. What could not be written is looked at again. */
    void work(Instant now) throws StoreException {
        if (intake.retryAt().isPresent()) {
            return;
        }
        watch.askIfDue(drains.values(), now);
        judgements.decide(this::of, (node, next) -> put(node, next, now), now);
        for (Drain drain : drains.values()) {
            if (drain.pending() && retries.may(drain.node(), now) && underWay.add(drain.node())) {
                retries.begin(drain.node());
                ports.lanes()
                        .drains()
                        .execute(() -> calls.tell(
                                drain,
                                done -> loop.post(() -> done(drain, done)),
                                words -> loop.post(() -> failed(drain, words))));
            }
        }
    }

    /**
     * Somebody wants the node's drain lifted; whoever asks has seen that the node is clean.
     *
     * @return done when the LRM has answered
     */
    CompletableFuture<Void> resume(String node, Optional<Change.PersonsLook> look, AuditEntry audit, Instant now)
            throws StoreException {
        put(node, Optional.of(Drain.resumed(of(node), node, now)), look, Optional.of(audit), now);
        look.ifPresent(seen -> judgements.look(node));
        retries.forget(node);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        waiting.computeIfAbsent(node, same -> new ArrayList<>()).add(answer);
        return answer;
    }

    private void put(String node, Optional<Drain> next, Instant now) throws StoreException {
        put(node, next, Optional.empty(), Optional.empty(), now);
    }

    private void put(
            String node,
            Optional<Drain> next,
            Optional<Change.PersonsLook> look,
            Optional<AuditEntry> audit,
            Instant now)
            throws StoreException {
        Optional<Drain> before = of(node);
        if (next.equals(before) && look.isEmpty() && audit.isEmpty()) {
            return;
        }
        Change change = Change.of(new Change.OfNode(node, next, look), now);
        ports.write(List.of(audit.map(change::with).orElse(change)));
        next.ifPresentOrElse(drain -> drains.put(node, drain), () -> drains.remove(node));
        if (!next.map(Drain::step).equals(before.map(Drain::step))) {
            retries.forget(node);
            LOG.info(
                    "{} drain {}",
                    node,
                    next.map(drain -> drain.step() + ": " + drain.reason()).orElse("none"));
        }
        look.ifPresent(seen -> {
            ThreadContext.put("who", seen.who());
            LOG.warn("{} was looked at by {}: {}", node, seen.who(), seen.words());
            ThreadContext.remove("who");
        });
    }

    /** What the LRM shows of a node; what is pending is not judged by it. */
    private void shown(String node, Optional<Boolean> ours) {
        Instant now = ports.clock().instant();
        try {
            put(node, of(node).map(drain -> drain.shown(ours, now)), now);
        } catch (StoreException e) {
            intake.failed(e);
        }
    }

    private void done(Drain told, DrainCalls.Done done) {
        Instant now = ports.clock().instant();
        String node = told.node();
        underWay.remove(node);
        LOG.info("{} {}", node, done.words());
        try {
            retries.forget(node);
            put(node, of(node).flatMap(drain -> drain.done(told.step(), done.ours(), now)), now);
        } catch (StoreException e) {
            // Told again: that changes nothing there.
            retries.failed(node, now);
            intake.failed(e);
        }
        answer(node);
    }

    private void failed(Drain told, String words) {
        Instant now = ports.clock().instant();
        String node = told.node();
        underWay.remove(node);
        Optional<Drain> drain = of(node);
        LOG.warn("{} cannot be {}: {}", node, verb(told), words);
        try {
            if (drain.filter(there -> there.step() == told.step()).isPresent()) {
                retries.failed(node, now);
                put(node, drain.map(there -> there.failed(words, now)), now);
            }
        } catch (StoreException e) {
            intake.failed(e);
        }
        answer(node);
    }

    static String verb(Drain drain) {
        return drain.step() == Drain.Step.LIFTING ? "given back to the LRM" : "drained in the LRM";
    }

    private void answer(String node) {
        List<CompletableFuture<Void>> answers = waiting.remove(node);
        if (answers != null) {
            answers.forEach(answer -> answer.complete(null));
        }
    }

    Stream<Instant> dues() {
        return Stream.concat(retries.nextDue().stream(), watch.dues(drains.values()));
    }

    /** Nodes whose drain was lifted over our head. */
    Stream<AlarmView> gone() {
        return watch.alarms();
    }
}
