package org.vmpilot.coordinator.config;

import static org.vmpilot.coordinator.document.Kinds.duration;
import static org.vmpilot.coordinator.document.Kinds.whole;

import java.time.Duration;
import java.util.List;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.coordinator.document.WrongValueException;

/** The keys of a quota; the same in each table that has one. */
record QuotaKeys(
        Key<Integer> openLeases,
        Key<Integer> slots,
        Key<Integer> guests,
        Key<Long> memory,
        Key<Duration> longest,
        Key<Integer> nodeHours,
        Key<Duration> period) {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final int MANY = 1_000_000;
    private static final long MIB_OF_GIB = 1024;
    private static final long MIB_OF_TIB = 1024 * MIB_OF_GIB;

    /** MiB of a text such as 64G. */
    private static final Kind<Long> MEMORY = value -> {
        String text = Kinds.text("[1-9][0-9]{0,8}[MGT]", "an amount of memory such as \"512M\", \"64G\" or \"2T\"")
                .read(value);
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        long mib = switch (text.charAt(text.length() - 1)) {
            case 'M' -> number;
            case 'G' -> number * MIB_OF_GIB;
            default -> number * MIB_OF_TIB;
        };
        if (mib > MANY * MIB_OF_TIB) {
            throw new WrongValueException("must be at most 1000000T");
        }
        return mib;
    };

    static QuotaKeys of(String table) {
        return new QuotaKeys(
                Key.without(table, "open_leases", whole(0, MANY)),
                Key.without(table, "slots", whole(0, MANY)),
                Key.without(table, "guests", whole(0, MANY)),
                Key.without(table, "memory", MEMORY),
                Key.without(table, "longest", duration(SECOND, YEAR)),
                Key.without(table, "node_hours", whole(0, Integer.MAX_VALUE)),
                Key.with(table, "period", duration(Duration.ofHours(1), YEAR), "7d"));
    }

    List<Key<?>> all() {
        return List.of(openLeases, slots, guests, memory, longest, nodeHours, period);
    }

    Quota read(Fields fields) {
        return new Quota(
                openLeases.readOptional(fields),
                slots.readOptional(fields),
                guests.readOptional(fields),
                memory.readOptional(fields),
                longest.readOptional(fields),
                nodeHours.readOptional(fields),
                period.read(fields));
    }
}
