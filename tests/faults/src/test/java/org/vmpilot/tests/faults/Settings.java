package org.vmpilot.tests.faults;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vmpilot.tests.node.Patience;

/** How a node is set for a case that says nothing else. */
final class Settings {
    /** Everything takes long enough to be hit, and what an earlier case has set is gone. */
    static final List<String> XL = List.of(
            "latency.create=0.15",
            "latency.destroy=0.08",
            "latency.shutdown=0.05",
            "latency.list=0.03",
            "latency.mem-set=0.05",
            "guest.shutdown=0.15",
            "guest.behaviour=",
            "dying.seconds=",
            "memory.rate=",
            "xenstored=");

    private static final Map<String, String> NODE_CONF = Map.ofEntries(
            Map.entry("dom0-memory", Integer.toString(Ground.DOM0_MIB)),
            Map.entry("xl-timeout", Patience.bound(6)),
            Map.entry("xl-create-timeout", Patience.bound(8)),
            Map.entry("end-timeout", Patience.bound(6)),
            Map.entry("lock-wait", Patience.bound(6)),
            Map.entry("memory-timeout", Patience.bound(6)),
            Map.entry("epilog-bound", Patience.bound(15)));

    private Settings() {}

    /** @param others lines of node.conf that replace the usual ones */
    static void configure(Ground ground, String coordinator, List<String> others) {
        Map<String, String> lines = new TreeMap<>(NODE_CONF);
        lines.put("node", ground.name);
        lines.put("coordinator", coordinator);
        for (String line : others) {
            String[] words = line.split(" = ", 2);
            lines.put(words[0], words[1]);
        }
        StringBuilder text = new StringBuilder();
        lines.forEach(
                (key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        ground.write("/etc/vmpilot/node.conf", text.toString());
    }
}
