package org.vmpilot.tests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vmpilot.tests.node.VirtualNode;

/** What the judge has seen of a case while it ran: which domains each guest had, and what xl was told to do with them. */
final class Sightings {
    private final Map<String, Set<Long>> domids = new HashMap<>();
    private final Set<Long> destroyed = new HashSet<>();
    private final Set<Long> asked = new HashSet<>();
    private final Set<Long> pending = new HashSet<>();
    private final Set<String> created = new HashSet<>();
    private String lastState = "";
    private boolean recorded;
    private boolean barred;

    /** Looks at the simulated xl's state as it was at its last change. */
    synchronized void look(Stage stage) {
        recorded |= stage.isRecorded();
        barred |= stage.ground.isBarred();
        String state = stage.ground.read("/var/lib/simulated-xl/state.json");
        if (!state.isEmpty() && !state.equals(lastState)) {
            lastState = state;
            see(VirtualNode.json(state));
        }
    }

    private void see(JsonNode state) {
        for (JsonNode domain : state.get("domains")) {
            domids.computeIfAbsent(domain.get("uuid").asText(), uuid -> new HashSet<>())
                    .add(domain.get("domid").asLong());
        }
    }

    /** Reads all calls of xl; returns the domids that destroy, shutdown and the like were called with. */
    synchronized Set<Long> readCalls(Ground ground) {
        Map<String, JsonNode> begun = new HashMap<>();
        Set<Long> touched = new HashSet<>();
        for (String line : ground.calls()) {
            JsonNode call = VirtualNode.json(line);
            String key = call.get("pid") + " " + call.get("started");
            if (call.has("argv")) {
                begun.put(key, call);
                begin(call.get("argv"), touched);
            } else if (begun.containsKey(key)) {
                end(begun.get(key).get("argv"), call.get("exit"));
            }
        }
        return touched;
    }

    private void begin(JsonNode argv, Set<Long> touched) {
        String verb = argv.path(0).asText();
        if (verb.equals("create")) {
            created.add(argv.path(1).asText());
        }
        if (Set.of("destroy", "shutdown", "reboot", "pause").contains(verb)) {
            for (JsonNode word : argv) {
                if (word.asText().matches("[0-9]+")) {
                    touched.add(word.asLong());
                    pending.add(verb.equals("destroy") ? word.asLong() : -1);
                    if (verb.equals("shutdown")) {
                        asked.add(word.asLong());
                    }
                }
            }
        }
    }

    private void end(JsonNode argv, JsonNode exit) {
        if (argv.path(0).asText().equals("destroy") && exit.asInt(1) == 0) {
            destroyed.add(argv.path(argv.size() - 1).asLong());
        }
    }

    /** Guests that were seen on both nodes; neighbours are not the same ones, though they are called the same. */
    List<String> andElsewhere(Sightings other) {
        Set<String> both = uuids();
        both.retainAll(other.uuids());
        both.removeAll(Neighbours.uuids());
        return both.stream().map(uuid -> "a guest is on two nodes: " + uuid).toList();
    }

    private synchronized Set<String> uuids() {
        return new HashSet<>(domids.keySet());
    }

    synchronized boolean recorded() {
        return recorded;
    }

    synchronized boolean barred() {
        return barred;
    }

    synchronized boolean hadDomain(String uuid) {
        return domids.containsKey(uuid);
    }

    synchronized boolean wasCreated(String configuration) {
        return created.contains(configuration);
    }

    /** A destroy of one of its domains was begun, whatever came of it. */
    synchronized boolean destroyTried(String uuid) {
        return domids.getOrDefault(uuid, Set.of()).stream().anyMatch(pending::contains);
    }

    synchronized boolean destroyed(String uuid) {
        return domids.getOrDefault(uuid, Set.of()).stream().anyMatch(destroyed::contains);
    }

    synchronized boolean asked(String uuid) {
        return domids.getOrDefault(uuid, Set.of()).stream().anyMatch(asked::contains);
    }
}
