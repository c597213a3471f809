package org.vmpilot.coordinator.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.coordinator.document.WrongValueException;
import org.vmpilot.protocol.MacAddress;
import org.vmpilot.protocol.Nic;

/** The {@code [[group.nic]]} of a group. */
final class NicFields {
    private static final int MOST = 8;

    /** The kernel keeps 15 characters of an interface's name (IFNAMSIZ is 16). */
    private static final Kind<String> BRIDGE = Kinds.text(
            "[A-Za-z0-9][A-Za-z0-9._-]{0,14}",
            "a bridge's name (1 to 15 letters, digits, dots, dashes and underscores)");

    private static final Kind<MacAddress> MAC = value -> {
        String text = Kinds.text("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}", "a MAC address such as \"00:16:3e:12:34:56\"")
                .read(value);
        try {
            return new MacAddress(text);
        } catch (IllegalArgumentException e) {
            throw new WrongValueException("is " + e.getMessage());
        }
    };

    private NicFields() {}

    static List<Nic> read(Fields group, int count) {
        List<Fields> tables = group.tables("nic");
        if (tables.size() > MOST) {
            group.fault("nic", "has " + tables.size() + " entries; at most " + MOST + " are allowed");
        }
        List<Nic> nics = new ArrayList<>();
        tables.stream().limit(MOST).forEach(table -> nics.add(nic(table, count)));
        return nics;
    }

    private static Nic nic(Fields fields, int count) {
        String bridge = fields.required("bridge", BRIDGE, "");
        Optional<MacAddress> mac = fields.optional("mac", MAC);
        if (mac.isPresent() && count > 1) {
            fields.fault("mac", "cannot be given to " + count + " guests: only a group with count = 1 may give one");
        }
        fields.finish();
        return new Nic(bridge, mac);
    }
}
