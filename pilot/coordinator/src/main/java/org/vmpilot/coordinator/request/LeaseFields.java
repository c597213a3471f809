package org.vmpilot.coordinator.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vmpilot.coordinator.config.LrmNames;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.coordinator.document.WrongValueException;
import org.vmpilot.protocol.GuestGroup;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.SlotKey;

/** The top of a lease request. */
final class LeaseFields {
    private static final int MOST_GROUPS = 100;
    private static final int MOST_GUESTS = 10_000;
    private static final int MOST_GUESTS_PER_NODE = 256;

    /** Digits alone would look like an LRM's job id, a leading dash like an option. */
    static final Kind<String> NAME = value -> {
        String name = Kinds.text(
                        "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
                        "1 to 64 letters (a-z, A-Z), digits, dots, dashes and underscores, beginning with a letter or digit")
                .read(value);
        if (name.chars().allMatch(Character::isDigit)) {
            throw new WrongValueException(
                    "must have something beside digits, or it would look like a job id: " + Kinds.quote(name));
        }
        return name;
    };

    private static final Kind<LeaseRequest.NodeUse> NODE_USE =
            Kinds.choice(Map.of("exclusive", LeaseRequest.NodeUse.EXCLUSIVE, "shared", LeaseRequest.NodeUse.SHARED));
    private static final Kind<LeaseRequest.OnSlotLoss> ON_SLOT_LOSS =
            Kinds.choice(Map.of("end", LeaseRequest.OnSlotLoss.END, "continue", LeaseRequest.OnSlotLoss.CONTINUE));

    private final Fields fields;
    private final Duration polite;

    LeaseFields(Fields fields, Duration polite) {
        this.fields = fields;
        this.polite = polite;
    }

    LeaseRequest read() {
        List<Fields> tables = fields.requiredTables("group");
        Duration duration = fields.required("duration", TimeFields.DURATION, Duration.ZERO);
        LeaseRequest request = new LeaseRequest(
                fields.required("name", NAME, ""),
                duration,
                fields.optional("queue", LrmNames.QUEUE),
                fields.optional("node_property", LrmNames.NODE_PROPERTY),
                fields.optional("account", LrmNames.ACCOUNT),
                fields.get("node_use", NODE_USE, LeaseRequest.NodeUse.EXCLUSIVE),
                fields.get("guests_per_node", Kinds.whole(1, MOST_GUESTS_PER_NODE), 1),
                fields.get("on_slot_loss", ON_SLOT_LOSS, LeaseRequest.OnSlotLoss.END),
                groups(tables),
                LabelFields.read(fields),
                Optional.empty(),
                TimeFields.read(fields, duration));
        fields.finish();
        checkSize(request);
        checkNames(tables, request);
        new SharedThings(request, tables).check();
        return request;
    }

    private List<GuestGroup> groups(List<Fields> tables) {
        if (tables.size() > MOST_GROUPS) {
            fields.fault("group", "has " + tables.size() + " entries; at most " + MOST_GROUPS + " are allowed");
        }
        List<GuestGroup> groups = new ArrayList<>();
        tables.stream().limit(MOST_GROUPS).forEach(table -> groups.add(new GroupFields(table, polite).read()));
        return groups;
    }

    private void checkSize(LeaseRequest request) {
        long guests = request.groups().stream().mapToLong(GuestGroup::count).sum();
        if (guests > MOST_GUESTS) {
            fields.fault("group", "has " + guests + " guests; at most " + MOST_GUESTS + " are allowed");
        } else if (request.slotCount() > SlotKey.MAX_INDEX) {
            fields.fault(
                    "guests_per_node",
                    "is too small: " + guests + " guests would need " + request.slotCount() + " nodes; at most "
                            + SlotKey.MAX_INDEX + " are allowed");
        }
    }

    private static void checkNames(List<Fields> tables, LeaseRequest request) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < request.groups().size(); i++) {
            String name = request.groups().get(i).name();
            if (!name.isEmpty() && !seen.add(name)) {
                tables.get(i).fault("name", "stands twice: \"" + name + "\"");
            }
        }
    }
}
