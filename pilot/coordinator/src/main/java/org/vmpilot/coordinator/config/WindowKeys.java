package org.vmpilot.coordinator.config;

import static org.vmpilot.coordinator.document.Kinds.duration;
import static org.vmpilot.coordinator.document.Kinds.text;

import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.quartz.CronExpression;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.coordinator.document.WrongValueException;
import org.vmpilot.coordinator.lease.Scope;
import org.vmpilot.protocol.nodes.NodeSet;

/** The keys of {@code [[window]]}. */
final class WindowKeys {
    private static final String TABLE = "window";

    private static final Kind<String> CRON = value -> {
        String text = Kinds.TEXT.read(value);
        try {
            CronExpression.validateExpression(text);
        } catch (ParseException e) {
            throw new WrongValueException("must be a Quartz cron expression (seconds minutes hours day-of-month month"
                    + " day-of-week), for example \"0 0 17 ? * FRI\", not " + Kinds.quote(text) + ": "
                    + e.getMessage());
        }
        String[] fields = text.strip().split("\\s+", -1);
        if (!fields[0].matches("[0-9]+") || !fields[1].matches("[0-9]+")) {
            throw new WrongValueException(
                    "must begin with two numbers, the second and the minute: a window begins once an"
                            + " hour at most; not " + Kinds.quote(text));
        }
        return text;
    };

    private static final Kind<ZoneId> ZONE = value -> {
        String text = Kinds.TEXT.read(value);
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new WrongValueException(
                    "must be a time zone such as \"Europe/Berlin\" or \"UTC\", not " + Kinds.quote(text));
        }
    };

    static final Key<String> NAME = Key.without(
            TABLE, "name", text("[a-z][a-z0-9-]{0,31}", "1 to 32 small letters, digits and dashes, a letter first"));
    static final Key<String> BEGIN = Key.without(TABLE, "begin", CRON);
    static final Key<Duration> DURATION =
            Key.without(TABLE, "duration", duration(Duration.ofMinutes(1), Duration.ofDays(31)));
    static final Key<ZoneId> TIME_ZONE = Key.with(TABLE, "time_zone", ZONE, "UTC");
    static final Key<String> QUEUE = Key.without(TABLE, "queue", LrmNames.QUEUE);
    static final Key<NodeSet> OF_NODES = Key.without(TABLE, "nodes", NodeSets.KIND);
    static final Key<String> WHY = Key.without(TABLE, "why", text(".{1,200}", "1 to 200 characters"));

    static final List<Key<?>> ALL = List.of(NAME, BEGIN, DURATION, TIME_ZONE, QUEUE, OF_NODES, WHY);

    private WindowKeys() {}

    static MaintenanceWindow read(Fields fields) {
        Optional<String> queue = QUEUE.readOptional(fields);
        Optional<NodeSet> nodes = OF_NODES.readOptional(fields);
        if (queue.isPresent() && nodes.isPresent()) {
            fields.fault("nodes", "cannot stand beside queue: a window is of a queue, of nodes, or of everything");
        }
        MaintenanceWindow window = new MaintenanceWindow(
                fields.required(NAME.name(), NAME.kind(), ""),
                fields.required(BEGIN.name(), BEGIN.kind(), "0 0 0 * * ?"),
                fields.required(DURATION.name(), DURATION.kind(), Duration.ofHours(1)),
                TIME_ZONE.read(fields),
                new Scope(queue, queue.isPresent() ? Optional.empty() : nodes),
                fields.required(WHY.name(), WHY.kind(), ""));
        fields.finish();
        return window;
    }
}
