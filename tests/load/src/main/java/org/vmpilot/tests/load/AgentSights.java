package org.vmpilot.tests.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.SlotKey;

/** What all agents have seen: what a coordinator says afterwards is held against it. For the agents' thread. */
final class AgentSights {
    private final Map<SlotKey, SlotSight> slots = new HashMap<>();
    private final Map<String, Set<SlotKey>> ready = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private int missed;
    private int go;
    private int up;
    private int ended;
    private int certified;

    void granted(SlotKey slot, String node, String job, Order order) {
        SlotSight before = slots.putIfAbsent(slot, SlotSight.granted(node, job));
        if (before != null && !before.job().equals(job)) {
            faults.add(slot + " was granted to job " + job + " and to job " + before.job());
        }
        if (!order.slot().equals(slot) || !order.node().equals(node)) {
            faults.add(slot + " on " + node + " got the order of " + order.slot() + " on " + order.node());
        }
    }

    void refused(SlotKey slot, String words) {
        if (slots.containsKey(slot)) {
            faults.add(slot + " was granted and then refused: " + words);
        }
    }

    /** @param after the job's start */
    void ready(SlotKey slot, Duration after, Duration allowance) {
        if (ready.computeIfAbsent(slot.arrayName(), name -> new HashSet<>()).add(slot)
                && after.compareTo(allowance) > 0) {
            missed++;
        }
    }

    void go(SlotKey slot) {
        go++;
        int all = ready.getOrDefault(slot.arrayName(), Set.of()).size();
        change(slot, sight -> sight.go(all));
    }

    void up(SlotKey slot) {
        up++;
        change(slot, SlotSight::withGuestsUp);
    }

    void ending(SlotKey slot, Notice why) {
        ended++;
        change(slot, sight -> sight.ending(why));
    }

    void certified(SlotKey slot) {
        certified++;
        change(slot, SlotSight::withCertificate);
    }

    private void change(SlotKey slot, UnaryOperator<SlotSight> how) {
        slots.computeIfPresent(slot, (key, sight) -> how.apply(sight));
    }

    Map<SlotKey, SlotSight> slots() {
        return Map.copyOf(slots);
    }

    /** What no coordinator may ever do, in words. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    AgentCounts counts() {
        return new AgentCounts(slots.size(), missed, go, up, ended, certified);
    }
}
