package org.vmpilot.coordinator.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vmpilot.coordinator.document.Durations;
import org.vmpilot.coordinator.document.Value;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.Disk;
import org.vmpilot.protocol.Ending;
import org.vmpilot.protocol.GuestGroup;
import org.vmpilot.protocol.GuestSpec;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseRequest.NodeUse;
import org.vmpilot.protocol.LeaseRequest.OnSlotLoss;
import org.vmpilot.protocol.MacAddress;
import org.vmpilot.protocol.Nic;

/** A lease request written down again, with all that it did not say itself: who sends it again as it stands here asks for the same. */
public final class RequestDocument {
    private RequestDocument() {}

    /** The request as JSON: tables are maps, lists are lists, the rest texts and numbers. */
    public static Map<String, Object> of(LeaseRequest request) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", request.name());
        fields.put("duration", Durations.text(request.duration()));
        fields.put("longest", Durations.text(request.longest()));
        request.times().startBy().ifPresent(point -> fields.put("start_by", TimeFields.text(point)));
        request.times().notBefore().ifPresent(point -> fields.put("not_before", TimeFields.text(point)));
        request.times().notice().ifPresent(time -> fields.put("notice", Durations.text(time)));
        request.queue().ifPresent(queue -> fields.put("queue", queue));
        request.nodeProperty().ifPresent(property -> fields.put("node_property", property));
        request.account().ifPresent(account -> fields.put("account", account));
        fields.put("node_use", request.nodeUse() == NodeUse.EXCLUSIVE ? "exclusive" : "shared");
        fields.put("guests_per_node", request.guestsPerNode());
        fields.put("on_slot_loss", request.onSlotLoss() == OnSlotLoss.END ? "end" : "continue");
        if (!request.labels().isEmpty()) {
            fields.put("labels", new TreeMap<>(request.labels()));
        }
        fields.put(
                "group", request.groups().stream().map(RequestDocument::group).toList());
        return fields;
    }

    private static Map<String, Object> group(GuestGroup group) {
        GuestSpec guest = group.guest();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", group.name());
        fields.put("count", group.count());
        fields.put("memory", guest.memoryMib() + "M");
        fields.put("vcpus", guest.vcpus());
        boot(guest.boot(), fields);
        guest.cpuWeight().ifPresent(weight -> fields.put("cpu_weight", weight));
        guest.cpuCap().ifPresent(cap -> fields.put("cpu_cap", cap));
        if (guest.ending() instanceof Ending.Shutdown shutdown) {
            fields.put("end", "shutdown");
            fields.put("end_timeout", Durations.text(shutdown.timeout()));
        } else {
            fields.put("end", "destroy");
        }
        if (!guest.disks().isEmpty()) {
            fields.put("disk", guest.disks().stream().map(RequestDocument::disk).toList());
        }
        if (!guest.nics().isEmpty()) {
            fields.put("nic", guest.nics().stream().map(RequestDocument::nic).toList());
        }
        return fields;
    }

    private static void boot(Boot boot, Map<String, Object> fields) {
        if (boot instanceof Boot.Kernel kernel) {
            fields.put("kernel", kernel.kernel());
            kernel.ramdisk().ifPresent(ramdisk -> fields.put("ramdisk", ramdisk));
            fields.put("command_line", kernel.commandLine());
        } else if (boot instanceof Boot.Loader loader) {
            fields.put("boot_loader", loader.name());
        }
    }

    private static Map<String, Object> disk(Disk disk) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", disk.path());
        fields.put("format", disk.format() == Disk.Format.RAW ? "raw" : "qcow2");
        fields.put("mode", disk.mode() == Disk.Mode.READ_ONLY ? "ro" : "rw");
        fields.put("device", disk.device());
        return fields;
    }

    private static Map<String, Object> nic(Nic nic) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bridge", nic.bridge());
        nic.mac().map(MacAddress::text).ifPresent(mac -> fields.put("mac", mac));
        return fields;
    }

    /** The request, knowing which of its fields the caller's document does not have. */
    static LeaseRequest marked(LeaseRequest request, Value.Table document) {
        Set<String> fields = new LinkedHashSet<>();
        collect(of(request), "", fields);
        Set<String> given = new LinkedHashSet<>();
        collect(document, "", given);
        fields.removeAll(given);
        return request.withDefaults(new ArrayList<>(fields));
    }

    private static void collect(Object value, String path, Set<String> paths) {
        if (value instanceof Map<?, ?> table) {
            table.forEach((key, inner) -> collect(inner, path.isEmpty() ? key.toString() : path + "." + key, paths));
        } else if (value instanceof List<?> items) {
            for (int i = 0; i < items.size(); i++) {
                collect(items.get(i), path + "[" + i + "]", paths);
            }
        } else if (value instanceof Value.Table table) {
            collect(table.values(), path, paths);
        } else if (value instanceof Value.Items items) {
            collect(items.values(), path, paths);
        } else {
            paths.add(path);
        }
    }
}
