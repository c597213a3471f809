package org.vmpilot.coordinator.request;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.protocol.Disk;

/** The {@code [[group.disk]]} of a group. */
final class DiskFields {
    /** Stands in for a path that is missing or wrong; no path that was read is equal to it. */
    static final String NO_PATH = "/";

    private static final int MOST = 16;

    private static final Kind<Disk.Format> FORMAT =
            Kinds.choice(Map.of("raw", Disk.Format.RAW, "qcow2", Disk.Format.QCOW2));
    private static final Kind<Disk.Mode> MODE =
            Kinds.choice(Map.of("ro", Disk.Mode.READ_ONLY, "rw", Disk.Mode.READ_WRITE));
    private static final Kind<String> DEVICE = Kinds.text("xvd[a-z][0-9]{0,2}", "a device such as xvda or xvdb1");

    private DiskFields() {}

    static List<Disk> read(Fields group) {
        List<Fields> tables = group.tables("disk");
        if (tables.size() > MOST) {
            group.fault("disk", "has " + tables.size() + " entries; at most " + MOST + " are allowed");
        }
        List<Fields> first = tables.stream().limit(MOST).toList();
        // What is given, anywhere in the group, decides what is left for the others: so devices come first.
        Set<String> taken = new HashSet<>();
        List<Optional<String>> given =
                first.stream().map(table -> device(table, taken)).toList();
        List<Disk> disks = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            disks.add(disk(first.get(i), given.get(i).orElseGet(() -> firstFree(taken))));
        }
        return disks;
    }

    private static Optional<String> device(Fields fields, Set<String> taken) {
        Optional<String> device = fields.optional("device", DEVICE);
        device.ifPresent(name -> {
            if (!taken.add(name)) {
                fields.fault("device", "stands twice: \"" + name + "\"");
            }
        });
        return device;
    }

    private static Disk disk(Fields fields, String device) {
        Disk disk = new Disk(
                fields.required("path", Kinds.PATH_TEXT, NO_PATH),
                fields.get("format", FORMAT, Disk.Format.RAW),
                fields.get("mode", MODE, Disk.Mode.READ_WRITE),
                device);
        fields.finish();
        return disk;
    }

    private static String firstFree(Set<String> taken) {
        for (char letter = 'a'; letter <= 'z'; letter++) {
            String device = "xvd" + letter;
            if (taken.stream().noneMatch(other -> other.startsWith(device))) {
                taken.add(device);
                return device;
            }
        }
        throw new IllegalStateException("more letters than disks are always left");
    }
}
