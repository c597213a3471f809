package org.vmpilot.killall.fanout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.vmpilot.killall.fanout.NodeState.Phase;

/**
 * The state of a fan-out. Deterministic: the same events at the same times give the same actions. Times are milliseconds of any clock that
 * does not jump. For one thread.
 *
 * <p>A probe takes no place, so dead hosts hold up nobody; a login holds one of {@link Width} places, and until its verdict the node one of the limits' width. Every phase has a
 * deadline, so a node that hangs gives its place back and has a verdict.
 */
public final class FanOut {
    private record Due(NodeState state, Phase phase, long at) {}

    private final Limits limits;
    private final Width width;
    private final Map<String, NodeState> nodes = new LinkedHashMap<>();
    private final Deque<NodeState> queued = new ArrayDeque<>();
    private final Deque<NodeState> ready = new ArrayDeque<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
    private final Map<Phase, Integer> counts = new EnumMap<>(Phase.class);
    private final List<FanOutAction> actions = new ArrayList<>();
    private int marked;

    public FanOut(Collection<String> names, Limits limits) {
        this.limits = limits;
        width = new Width(limits.logins());
        for (String name : names) {
            NodeState state = new NodeState(name);
            nodes.put(name, state);
            queued.add(state);
        }
        counts.put(Phase.QUEUED, nodes.size());
    }

    /** @param now milliseconds, never less than at the call before */
    public List<FanOutAction> on(FanOutEvent event, long now) {
        actions.clear();
        if (event instanceof FanOutEvent.Probed probed) {
            greeted(nodes.get(probed.node()), now);
        } else if (event instanceof FanOutEvent.LoggedIn in) {
            loggedIn(nodes.get(in.node()), now);
        } else if (event instanceof FanOutEvent.Marked mark) {
            marked(nodes.get(mark.node()));
        } else if (event instanceof FanOutEvent.Ended ended) {
            done(nodes.get(ended.result().node()), ended.result(), now);
        } else if (event instanceof FanOutEvent.Broken broken) {
            broken(nodes.get(broken.result().node()), broken.result(), now);
        }
        expire(now);
        start(now);
        return List.copyOf(actions);
    }

    /** When to call again with a tick if nothing happens before; {@link Long#MAX_VALUE}: everything is over. */
    public long nextTick() {
        while (!due.isEmpty() && stale(due.peek())) {
            due.poll();
        }
        return due.isEmpty() ? Long.MAX_VALUE : due.peek().at();
    }

    public boolean isOver() {
        return count(Phase.DONE) == nodes.size();
    }

    public int done() {
        return count(Phase.DONE);
    }

    /** Nodes that are logged in to or about to be. */
    public int underWay() {
        return count(Phase.LOGGING_IN) + count(Phase.RUNNING);
    }

    /** Nodes that said that their mark is on disk. */
    public int markedNodes() {
        return marked;
    }

    /** Nodes whose command is running as far as is known. */
    public List<String> running() {
        return names(phase -> phase == Phase.RUNNING);
    }

    /** Nodes on which nothing was begun. */
    public List<String> notBegun() {
        return names(phase -> phase.compareTo(Phase.RUNNING) < 0);
    }

    private List<String> names(Predicate<Phase> wanted) {
        return nodes.values().stream()
                .filter(state -> wanted.test(state.phase))
                .map(state -> state.node)
                .toList();
    }

    private void greeted(NodeState state, long now) {
        if (state.phase == Phase.PROBING) {
            enter(state, Phase.READY, now, Long.MAX_VALUE);
            ready.add(state);
        }
    }

    private void loggedIn(NodeState state, long now) {
        if (state.phase == Phase.LOGGING_IN) {
            width.loginTook(now - state.phaseSince);
            enter(state, Phase.RUNNING, now, now + limits.node().toMillis());
        }
    }

    private void marked(NodeState state) {
        if (state.phase == Phase.RUNNING && !state.marked) {
            state.marked = true;
            marked++;
        }
    }

    private void broken(NodeState state, NodeResult result, long now) {
        if (state.phase == Phase.RUNNING || state.tries >= Limits.TRIES) {
            done(state, result, now);
        } else if (state.phase != Phase.DONE && state.phase != Phase.QUEUED) {
            ready.remove(state);
            enter(state, Phase.QUEUED, now, now + Limits.RETRY_PAUSE_MS * state.tries);
        }
    }

    private void done(NodeState state, NodeResult result, long now) {
        if (state.phase == Phase.DONE) {
            return;
        }
        ready.remove(state);
        enter(state, Phase.DONE, now, Long.MAX_VALUE);
        actions.add(new FanOutAction.Keep(result.after(now - state.since, state.marked)));
    }

    private void expire(long now) {
        while (nextTick() <= now) {
            NodeState state = due.poll().state();
            if (state.phase == Phase.QUEUED) {
                state.deadline = Long.MAX_VALUE;
                queued.addFirst(state);
            } else {
                actions.add(new FanOutAction.Abandon(state.node));
                done(state, tooLate(state), now);
            }
        }
    }

    private NodeResult tooLate(NodeState state) {
        return switch (state.phase) {
            case PROBING ->
                NodeResult.of(
                        state.node,
                        NodeVerdict.UNREACHABLE,
                        "no SSH server answered within " + limits.probe().toSeconds() + " s");
            case LOGGING_IN ->
                NodeResult.of(
                        state.node,
                        NodeVerdict.UNREACHABLE,
                        "connected, but no login within " + limits.login().toSeconds() + " s");
            default ->
                NodeResult.of(
                        state.node,
                        NodeVerdict.UNKNOWN,
                        "no verdict within " + limits.node().toSeconds() + " s; the node may still be at it");
        };
    }

    private void start(long now) {
        while (!ready.isEmpty() && count(Phase.LOGGING_IN) < width.now() && underWay() < limits.width()) {
            NodeState state = ready.poll();
            enter(state, Phase.LOGGING_IN, now, now + limits.login().toMillis());
            actions.add(new FanOutAction.Run(state.node));
        }
        while (!queued.isEmpty() && count(Phase.PROBING) < Limits.PROBES && ready.size() < limits.ready()) {
            NodeState state = queued.poll();
            state.tries++;
            enter(state, Phase.PROBING, now, now + limits.probe().toMillis());
            actions.add(new FanOutAction.Probe(state.node));
        }
    }

    private void enter(NodeState state, Phase phase, long now, long until) {
        counts.merge(state.phase, -1, Integer::sum);
        counts.merge(phase, 1, Integer::sum);
        state.enter(phase, now, until);
        if (until != Long.MAX_VALUE) {
            due.add(new Due(state, phase, until));
        }
    }

    private static boolean stale(Due entry) {
        return entry.state().phase != entry.phase() || entry.state().deadline != entry.at();
    }

    private int count(Phase phase) {
        return counts.getOrDefault(phase, 0);
    }
}
