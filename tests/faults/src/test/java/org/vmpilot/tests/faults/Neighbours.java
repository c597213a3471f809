package org.vmpilot.tests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vmpilot.protocol.GuestUuid;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.tests.node.Patience;
import org.vmpilot.tests.node.Run;
import org.vmpilot.tests.node.Slot;

/** Who else lives on a node and must not notice us: a domain that is nobody's, and a living slot of another lease with its guest. */
final class Neighbours {
    static final String SLOT = "vneighboa1.7";
    /** Not that of any other slot here. */
    private static final String JOB = "neighbour";

    static final String FOREIGN = "11111111-2222-3333-4444-555555555555";

    private final Ground ground;
    private Run holder;
    private List<JsonNode> domains = List.of();
    private List<NodeProcesses.Entry> processes = List.of();
    private boolean moved;

    Neighbours(Ground ground) {
        this.ground = ground;
    }

    /** Lets them move in, if they are not there (any more). */
    void moveIn() {
        if (moved) {
            return;
        }
        moved = true;
        ground.write("/run/foreign.cfg", "name=\"somebody\"\nuuid=\"" + FOREIGN + "\"\nmemory=32\nkernel=\"/k\"\n");
        ground.simulated("set", "kernel.check=none");
        ground.node.exec("xl", "create", "/run/foreign.cfg").mustSucceed();
        Slot slot = new Slot(ground.node, SLOT).record(1);
        for (String file : List.of("/run/vmpilot/slots/" + SLOT + "/slot", "/var/lib/vmpilot/open/" + SLOT)) {
            ground.write(file, ground.read(file).replace("JOB=4711", "JOB=" + JOB));
        }
        String lock = "/run/vmpilot/locks/" + SLOT + ".run";
        holder = ground.node.start("/bin/sh", "-c", "exec 9>>" + lock + " && flock 9 && exec sleep infinity");
        slot.create(0).result().mustSucceed();
        Patience.await("the neighbour lives")
                .until(() -> ground.processes().stream()
                        .anyMatch(process -> process.commandLine().startsWith("sleep infinity")));
        Patience.await("both daemons watch").until(() -> daemons() == 2);
        ground.node
                .exec("xl", "mem-set", "0", Integer.toString(Ground.DOM0_MIB - memoryMib()))
                .mustSucceed();
        domains = domains();
        processes = ground.processes();
    }

    private long daemons() {
        return ground.processes().stream().filter(Role.DAEMON::is).count();
    }

    private List<JsonNode> domains() {
        List<JsonNode> all = new ArrayList<>();
        ground.truth().get("domains").forEach(all::add);
        return all;
    }

    /** After a power-off, or after what ends all slots, nobody of them is there. */
    void areGone() {
        leave();
        moved = false;
        domains = List.of();
        processes = List.of();
    }

    void leave() {
        if (holder != null) {
            NodeProcesses.kill(processes);
            holder.result();
            holder = null;
        }
    }

    static Set<String> uuids() {
        return Set.of(FOREIGN, GuestUuid.of(SlotKey.parse(SLOT), 0));
    }

    int memoryMib() {
        return moved ? Slot.GUEST_MIB : 0;
    }

    List<NodeProcesses.Entry> processes() {
        return processes;
    }

    boolean isOurs(long domid) {
        return domains.stream().anyMatch(domain -> domain.get("domid").asLong() == domid);
    }

    /** What has happened to them. */
    void judge(JsonNode truth, List<String> objections) {
        for (JsonNode before : domains) {
            boolean same = false;
            for (JsonNode now : truth.get("domains")) {
                same |= now.get("domid").equals(before.get("domid"))
                        && now.get("uuid").equals(before.get("uuid"))
                        && now.get("running_since").equals(before.get("running_since"))
                        && now.get("shutdown").isNull();
            }
            if (!same) {
                objections.add("a neighbour's or a foreign domain was touched: " + before.get("name"));
            }
        }
        processes.stream()
                .filter(process -> !process.lives())
                .forEach(process -> objections.add("a neighbour's process was ended: " + process.commandLine()));
        if (moved && !ground.exists("/run/vmpilot/slots/" + SLOT + "/slot")) {
            objections.add("the neighbour's slot was forgotten");
        }
        if (ground.exists("/run/vmpilot/slots/" + SLOT + "/closing")) {
            objections.add("the neighbour's slot was closed");
        }
    }
}
