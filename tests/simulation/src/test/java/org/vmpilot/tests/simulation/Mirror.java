package org.vmpilot.tests.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.GuestView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.SlotView;

/**
 * Leases as one knows them who has looked at each once, for what never changes (how many slots it has, and which guests), and has only folded
 * events since it was made. It knows docs/api.md, and nothing of the coordinator.
 */
final class Mirror {
    private final Map<String, Map<String, String>> leases = new TreeMap<>();
    private final Map<String, List<Plan>> plans = new TreeMap<>();

    /** The guests of a slot, by the ends of their names, which are the same in every attempt. */
    private record Plan(List<String> guests) {}

    /** Takes what never changes from a look at the lease. */
    void look(LeaseView lease) {
        Map<String, String> nothing = new LinkedHashMap<>();
        nothing.put("go_at", null);
        nothing.put("ended_at", null);
        leases.put(lease.id(), nothing);
        List<Plan> slots = new ArrayList<>();
        for (SlotView slot : lease.slots()) {
            slots.add(new Plan(slot.guests().stream()
                    .map(guest -> guest.name().substring(slot.key().length()))
                    .toList()));
        }
        plans.put(lease.id(), slots);
    }

    Map<String, String> of(String lease) {
        return leases.get(lease);
    }

    void fold(EventView event) {
        Map<String, String> lease = leases.get(event.lease());
        if (event.guest() != null) {
            guest(lease, event.guest(), event.state(), event.ended());
            return;
        }
        if (event.slot() == null) {
            lease(lease, event);
            return;
        }
        if (lease.containsKey(event.slot() + " state")) {
            slot(lease, event);
        }
        event.guests().forEach(guest -> guest(lease, guest.name(), guest.state(), guest.ended()));
    }

    private void lease(Map<String, String> lease, EventView event) {
        String attempt = event.attempt().toString();
        if (!attempt.equals(lease.get("attempt"))) {
            lease.keySet().removeIf(field -> field.startsWith(event.lease()));
            plan(lease, event);
        }
        lease.put("attempt", attempt);
        lease.put("state", event.state());
        lease.put("notice", event.notice());
        lease.put("verdict", event.verdict());
        lease.put("result", event.result());
        lease.put("reason_code", event.reasonCode());
        lease.put("version", String.valueOf(event.version()));
        lease.put("ends_at", String.valueOf(event.endsAt()));
        if (event.event().equals("ACTIVE")) {
            lease.put("go_at", event.at().toString());
        }
        if (event.event().equals("ENDED")) {
            lease.put("ended_at", event.at().toString());
        }
    }

    /** The slots of a new attempt are all planned, and nothing else is known of them. */
    private void plan(Map<String, String> lease, EventView event) {
        List<Plan> slots = plans.get(event.lease());
        for (int i = 0; i < slots.size(); i++) {
            String key = event.lease() + "a" + event.attempt() + "." + (i + 1);
            put(lease, key, "PLANNED", null, null, null, null, null, "NOT_SUBMITTED");
            slots.get(i).guests().forEach(guest -> put(lease, key + guest, "PLANNED", null));
        }
    }

    private static void slot(Map<String, String> lease, EventView event) {
        put(
                lease,
                event.slot(),
                event.state(),
                event.node(),
                event.lrmJob(),
                event.lrmState(),
                event.notice(),
                event.verdict(),
                event.reasonCode());
        lease.keySet().stream()
                .filter(field -> field.startsWith(event.slot() + ".") && field.endsWith(" node"))
                .toList()
                .forEach(field -> lease.put(field, event.node()));
    }

    private static void guest(Map<String, String> lease, String name, String state, String ended) {
        if (lease.containsKey(name + " state")) {
            lease.put(name + " state", state);
            lease.put(name + " ended", ended);
        }
    }

    private static void put(
            Map<String, String> lease,
            String slot,
            String state,
            String node,
            String job,
            String lrm,
            String notice,
            String verdict,
            String code) {
        lease.put(slot + " state", state);
        lease.put(slot + " node", node);
        lease.put(slot + " job", job);
        lease.put(slot + " lrm", lrm);
        lease.put(slot + " notice", notice);
        lease.put(slot + " verdict", verdict);
        lease.put(slot + " code", code);
    }

    private static void put(Map<String, String> lease, String guest, String state, String node) {
        lease.put(guest + " state", state);
        lease.put(guest + " ended", null);
        lease.put(guest + " node", node);
    }

    /** What GET shows, of all that changes and is not of the moment in which it is asked. */
    static Map<String, String> shown(LeaseView view) {
        Map<String, String> lease = new LinkedHashMap<>();
        lease.put("attempt", Integer.toString(view.attempt()));
        lease.put("state", view.state());
        lease.put("notice", view.notice());
        lease.put("verdict", view.verdict());
        lease.put("result", view.result());
        lease.put("reason_code", view.reasonCode());
        lease.put("version", Integer.toString(view.version()));
        lease.put("ends_at", String.valueOf(view.endsAt()));
        lease.put("go_at", view.goAt() == null ? null : view.goAt().toString());
        lease.put("ended_at", view.endedAt() == null ? null : view.endedAt().toString());
        for (SlotView slot : view.slots()) {
            put(
                    lease,
                    slot.key(),
                    slot.state(),
                    slot.node(),
                    slot.lrmJob(),
                    slot.lrmState(),
                    slot.notice(),
                    slot.verdict(),
                    slot.reasonCode());
            for (GuestView guest : slot.guests()) {
                lease.put(guest.name() + " state", guest.state());
                lease.put(guest.name() + " ended", guest.ended());
                lease.put(guest.name() + " node", guest.node());
            }
        }
        return lease;
    }
}
