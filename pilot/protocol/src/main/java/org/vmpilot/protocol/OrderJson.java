package org.vmpilot.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.vmpilot.protocol.json.JsonFields;

/** The order's JSON. Durations are whole milliseconds, their fields end in {@code _ms}. */
final class OrderJson {
    private OrderJson() {}

    static Map<String, Object> write(Order order) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("slot", order.slot().text());
        fields.put("node", order.node());
        fields.put("nonce", order.nonce());
        fields.put("lease_name", order.leaseName());
        fields.put("guests", order.guests().stream().map(OrderJson::guest).toList());
        fields.put("duration_ms", order.duration().toMillis());
        fields.put("walltime_ms", order.walltime().toMillis());
        fields.put("start_allowance_ms", order.startAllowance().toMillis());
        fields.put("assembly_allowance_ms", order.assemblyAllowance().toMillis());
        fields.put("polite_ms", order.teardown().polite().toMillis());
        fields.put("forced_ms", order.teardown().forced().toMillis());
        fields.put("margin_ms", order.teardown().margin().toMillis());
        order.lrmNotice().ifPresent(notice -> fields.put("lrm_notice_ms", notice.toMillis()));
        fields.put("go", order.go());
        return fields;
    }

    static Order read(JsonFields fields) {
        return new Order(
                SlotKey.parse(fields.text("slot")),
                fields.text("node"),
                fields.text("nonce"),
                fields.text("lease_name"),
                fields.objects("guests").stream().map(OrderJson::guest).toList(),
                millis(fields, "duration_ms"),
                millis(fields, "walltime_ms"),
                millis(fields, "start_allowance_ms"),
                millis(fields, "assembly_allowance_ms"),
                new TeardownBudget(
                        millis(fields, "polite_ms"), millis(fields, "forced_ms"), millis(fields, "margin_ms")),
                fields.has("lrm_notice_ms") ? Optional.of(millis(fields, "lrm_notice_ms")) : Optional.empty(),
                fields.flag("go"));
    }

    private static Duration millis(JsonFields fields, String name) {
        return Duration.ofMillis(fields.number(name));
    }

    static Map<String, Object> guest(GuestOrder guest) {
        GuestSpec spec = guest.spec();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("index", guest.index());
        fields.put("label", guest.label());
        fields.put("memory_mib", spec.memoryMib());
        fields.put("vcpus", spec.vcpus());
        fields.put("boot", boot(spec.boot()));
        fields.put("disks", spec.disks().stream().map(OrderJson::disk).toList());
        fields.put("nics", spec.nics().stream().map(OrderJson::nic).toList());
        spec.cpuWeight().ifPresent(weight -> fields.put("cpu_weight", weight));
        spec.cpuCap().ifPresent(cap -> fields.put("cpu_cap", cap));
        if (spec.ending() instanceof Ending.Shutdown shutdown) {
            fields.put("shutdown_ms", shutdown.timeout().toMillis());
        }
        return fields;
    }

    static GuestOrder guest(JsonFields fields) {
        Ending ending =
                fields.has("shutdown_ms") ? new Ending.Shutdown(millis(fields, "shutdown_ms")) : new Ending.Destroy();
        List<Disk> disks = new ArrayList<>();
        fields.objects("disks").forEach(disk -> disks.add(disk(disk)));
        List<Nic> nics = new ArrayList<>();
        fields.objects("nics").forEach(nic -> nics.add(nic(nic)));
        GuestSpec spec = new GuestSpec(
                fields.integer("memory_mib"),
                fields.integer("vcpus"),
                boot(fields.object("boot")),
                disks,
                nics,
                optional(fields, "cpu_weight"),
                optional(fields, "cpu_cap"),
                ending);
        return new GuestOrder(fields.integer("index"), fields.text("label"), spec);
    }

    private static OptionalInt optional(JsonFields fields, String name) {
        Optional<Integer> value = fields.optionalInteger(name);
        return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
    }

    private static Map<String, Object> boot(Boot boot) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (boot instanceof Boot.Kernel kernel) {
            fields.put("kernel", kernel.kernel());
            kernel.ramdisk().ifPresent(ramdisk -> fields.put("ramdisk", ramdisk));
            fields.put("command_line", kernel.commandLine());
        } else if (boot instanceof Boot.Loader loader) {
            fields.put("loader", loader.name());
        }
        return fields;
    }

    private static Boot boot(JsonFields fields) {
        if (fields.has("loader")) {
            return new Boot.Loader(fields.text("loader"));
        }
        return new Boot.Kernel(fields.text("kernel"), fields.optionalText("ramdisk"), fields.text("command_line"));
    }

    private static Map<String, Object> disk(Disk disk) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", disk.path());
        fields.put("format", disk.format().name());
        fields.put("mode", disk.mode().name());
        fields.put("device", disk.device());
        return fields;
    }

    private static Disk disk(JsonFields fields) {
        return new Disk(
                fields.text("path"),
                fields.word("format", Disk.Format.class),
                fields.word("mode", Disk.Mode.class),
                fields.text("device"));
    }

    private static Map<String, Object> nic(Nic nic) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bridge", nic.bridge());
        nic.mac().ifPresent(mac -> fields.put("mac", mac.text()));
        return fields;
    }

    private static Nic nic(JsonFields fields) {
        return new Nic(fields.text("bridge"), fields.optionalText("mac").map(MacAddress::new));
    }
}
