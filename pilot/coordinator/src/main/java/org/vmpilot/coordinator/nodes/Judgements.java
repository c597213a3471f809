package org.vmpilot.coordinator.nodes;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.coordinator.store.Journal;
import org.vmpilot.coordinator.store.StoreException;

/** Nodes of which there is news: whether they are to be drained is decided anew. What could not be written is decided again. For the loop's thread. */
final class Judgements {
    private final Journal store;
    private final boolean byItself;
    private final Set<String> toLook = new TreeSet<>();
    private final Map<String, String> blackHoles = new TreeMap<>();
    private volatile Set<String> notClean = Set.of();

    /** @param byItself whether a clean look lifts a drain without anybody asking */
    Judgements(Journal store, boolean byItself) {
        this.store = store;
        this.byItself = byItself;
    }

    interface Writing {
        void put(String node, Optional<Drain> next) throws StoreException;
    }

    /** A certificate came, or will not come. */
    void look(String node) {
        toLook.add(node);
    }

    /** Pilots fall there one after another, and why we say so. */
    void blackHole(String node, String reason) {
        blackHoles.put(node, reason);
    }

    /** What the store says, and what a coordinator that was killed did not come to write. */
    void recover(Set<String> drained) {
        toLook.addAll(drained);
        store.reads().doubts().forEach(doubt -> toLook.add(doubt.node()));
    }

    /** Nodes that were not known to be clean at the last look at the store, which is taken whenever one of them has news. From any thread. */
    Set<String> notClean() {
        return notClean;
    }

    void decide(Function<String, Optional<Drain>> drains, Writing writing, Instant now) throws StoreException {
        if (!toLook.isEmpty()) {
            Map<String, String> doubts = new HashMap<>();
            store.reads().doubts().forEach(doubt -> doubts.putIfAbsent(doubt.node(), doubt.words()));
            notClean = Set.copyOf(doubts.keySet());
            for (String node : List.copyOf(toLook)) {
                Optional<String> doubt = Optional.ofNullable(doubts.get(node));
                writing.put(node, Drain.looked(drains.apply(node), node, doubt, byItself, now));
                toLook.remove(node);
            }
        }
        for (String node : List.copyOf(blackHoles.keySet())) {
            writing.put(node, Optional.of(Drain.blackHole(drains.apply(node), node, blackHoles.get(node), now)));
            blackHoles.remove(node);
        }
    }
}
