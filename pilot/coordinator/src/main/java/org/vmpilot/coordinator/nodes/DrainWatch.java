package org.vmpilot.coordinator.nodes;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.protocol.view.AlarmView;

/**
 * Looks every few minutes, with one query for all, whether the nodes that are to have no jobs still have none: a person, a restart of the
 * LRM, or whoever else held the node may have opened it. For the loop's thread; {@link #alarms} for all.
 */
final class DrainWatch {
    private static final Logger LOG = LogManager.getLogger(DrainWatch.class);
    private static final Duration EVERY = Duration.ofMinutes(5);

    private final EventLoop loop;
    private final Ports ports;
    private final DrainCalls calls;
    private final BiConsumer<String, Optional<Boolean>> shown;
    private final Map<String, AlarmView> gone = new ConcurrentHashMap<>();
    private Instant asked;
    private boolean asking;

    /** @param shown told what the LRM shows of each node: whether our tag is on its drain; empty: nobody holds it closed */
    DrainWatch(EventLoop loop, Ports ports, DrainCalls calls, BiConsumer<String, Optional<Boolean>> shown) {
        this.loop = loop;
        this.ports = ports;
        this.calls = calls;
        this.shown = shown;
        this.asked = ports.clock().instant();
    }

    private static List<String> told(Collection<Drain> drains) {
        return drains.stream()
                .filter(drain -> !drain.pending())
                .map(Drain::node)
                .sorted()
                .toList();
    }

    void askIfDue(Collection<Drain> drains, Instant now) {
        gone.keySet()
                .removeIf(
                        node -> drains.stream().noneMatch(drain -> drain.node().equals(node)));
        List<String> nodes = told(drains);
        if (!asking && !nodes.isEmpty() && !asked.plus(EVERY).isAfter(now)) {
            asking = true;
            asked = now;
            ports.lanes().drains().execute(() -> ask(nodes));
        }
    }

    /** On a worker's thread. */
    private void ask(List<String> nodes) {
        try {
            Map<String, Optional<Boolean>> states = calls.shown(nodes);
            loop.post(() -> answered(states));
        } catch (LrmException | RuntimeException e) {
            loop.post(() -> failed(e.toString()));
        } catch (Error e) {
            loop.post(() -> failed(e.toString()));
            throw e;
        }
    }

    private void failed(String words) {
        asking = false;
        LOG.info("the LRM does not show its nodes: {}", words);
    }

    private void answered(Map<String, Optional<Boolean>> states) {
        asking = false;
        states.forEach((node, ours) -> {
            if (ours.isEmpty()) {
                gone(node);
            }
            shown.accept(node, ours);
        });
    }

    /** Stays an alarm until the node is given back by us: who opened it should hear that it was not his to open. */
    private void gone(String node) {
        String words = node
                + " was drained in the LRM and has been opened there by somebody else, though it is not given back"
                + " yet; it is drained again: vmpilot nodes --resume " + node + " gives it back";
        LOG.warn(words);
        gone.put(node, new AlarmView(ports.clock().instant(), "drain_gone", node, words));
    }

    Stream<AlarmView> alarms() {
        return gone.values().stream();
    }

    Stream<Instant> dues(Collection<Drain> drains) {
        return asking || told(drains).isEmpty() ? Stream.empty() : Stream.of(asked.plus(EVERY));
    }
}
