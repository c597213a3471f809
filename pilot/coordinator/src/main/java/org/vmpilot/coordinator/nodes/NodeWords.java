package org.vmpilot.coordinator.nodes;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vmpilot.protocol.view.AlarmView;

/**
 * Why pilots on a node make no claim: it is closed (frozen, barred), as it says itself; or somebody speaks in its name with another key,
 * most likely because its key file is wrong. In memory: the next pilot there says it again. From any thread.
 */
final class NodeWords {
    /** Nobody says when a node is open again, or has its key, before the next pilot claims there. */
    private static final Duration KEPT = Duration.ofDays(1);

    /** For how long no pilot is sent there: then one looks whether it still says so. */
    private static final Duration LEFT_OUT = Duration.ofMinutes(10);

    private final Map<String, ClosedNode> closed = new ConcurrentHashMap<>();
    /** Anybody who reaches the port can make names up. */
    private static final int MOST_STRANGERS = 16;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private final Map<String, Said> wrongKeys = new ConcurrentHashMap<>();
    private final Map<String, Instant> formerKeys = new ConcurrentHashMap<>();
    private final Map<String, Said> strangers = new ConcurrentHashMap<>();

    /** First and last time. */
    private record Said(Instant first, Instant last) {}

    void closed(String node, String words, Instant now) {
        closed.merge(
                node, new ClosedNode(words, now, now), (before, said) -> new ClosedNode(words, before.since(), now));
    }

    void wrongKey(String node, Instant now) {
        wrongKeys.merge(node, new Said(now, now), (before, said) -> new Said(before.first(), now));
    }

    /** @return false: it is no name of a node, or there are too many already */
    boolean unknown(String node, Instant now) {
        strangers.values().removeIf(said -> !said.last().plus(KEPT).isAfter(now));
        boolean taken = strangers.containsKey(node)
                || (strangers.size() < MOST_STRANGERS && NAME.matcher(node).matches());
        if (taken) {
            strangers.merge(node, new Said(now, now), (before, said) -> new Said(before.first(), now));
        }
        return taken;
    }

    /** It speaks with its own key. */
    void rightKey(String node) {
        wrongKeys.remove(node);
        formerKeys.remove(node);
    }

    /** It speaks with the key of the site key before, which is still taken. */
    void formerKey(String node, Instant now) {
        wrongKeys.remove(node);
        formerKeys.putIfAbsent(node, now);
    }

    /** A pilot has claimed there, or a person says that it is well. */
    void open(String node) {
        closed.remove(node);
    }

    Optional<ClosedNode> closed(String node, Instant now) {
        return Optional.ofNullable(closed.get(node))
                .filter(said -> said.last().plus(KEPT).isAfter(now));
    }

    /** Nodes that said a short while ago that nothing may be started there. */
    Stream<String> leftOut(Instant now) {
        return closed.entrySet().stream()
                .filter(said -> said.getValue().last().plus(LEFT_OUT).isAfter(now))
                .map(Map.Entry::getKey);
    }

    Stream<AlarmView> alarms(Instant now) {
        Stream<AlarmView> closedNodes = closed.keySet().stream()
                .flatMap(node -> closed(node, now).stream()
                        .map(said -> new AlarmView(
                                said.since(),
                                "node_closed",
                                node,
                                "pilots on " + node + " leave at once, " + said.words()
                                        + ". If it is frozen, 'vmpilot thaw -w " + node + "' opens it")));
        Stream<AlarmView> keys = wrongKeys.entrySet().stream()
                .filter(entry -> entry.getValue().last().plus(KEPT).isAfter(now))
                .map(entry -> wrongKey(entry.getKey(), entry.getValue()));
        Stream<AlarmView> unknown = strangers.entrySet().stream()
                .filter(entry -> entry.getValue().last().plus(KEPT).isAfter(now))
                .map(entry -> unknown(entry.getKey(), entry.getValue()));
        Stream<AlarmView> more = strangers.size() < MOST_STRANGERS
                ? Stream.empty()
                : Stream.of(new AlarmView(
                        now,
                        "unknown_node",
                        "",
                        "more names that no [[node]] has are spoken in than are shown here: somebody makes them up, and the log of a"
                                + " node whose name is wrong says so itself"));
        return Stream.of(closedNodes, keys, formerKeys(), unknown, more).flatMap(Function.identity());
    }

    private Stream<AlarmView> formerKeys() {
        return formerKeys.entrySet().stream()
                .map(entry -> new AlarmView(
                        entry.getValue(),
                        "former_key",
                        entry.getKey(),
                        entry.getKey()
                                + " still speaks with its key of former_site_key: put what 'vmpilot key issue "
                                + entry.getKey() + "' prints into node.key there"));
    }

    private static AlarmView unknown(String node, Said said) {
        return new AlarmView(
                said.first(),
                "unknown_node",
                node,
                "somebody speaks in the name of " + node + ", the last time at " + said.last()
                        + ", and no [[node]] has this name: add it to vmpilot.toml, or mend 'node' in its node.conf");
    }

    private static AlarmView wrongKey(String node, Said said) {
        return new AlarmView(
                said.first(),
                "wrong_key",
                node,
                "somebody speaks in the name of " + node + " with another key than its own, the last time at "
                        + said.last() + ": put what 'vmpilot key issue " + node + "' prints into node.key there");
    }
}
