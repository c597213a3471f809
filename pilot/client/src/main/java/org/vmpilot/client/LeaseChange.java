package org.vmpilot.client;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What is to be changed of a lease that was made. Immutable. */
public final class LeaseChange {
    private final Map<String, Object> fields;

    private LeaseChange(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** @param version the lease's as it was seen: if it is another one by then, nothing is changed */
    public static LeaseChange of(int version) {
        return new LeaseChange(Map.of()).with("version", version);
    }

    /** It ends then: later than now, and no later than its longest from GO. */
    public LeaseChange end(Instant end) {
        return with("end", end.toString());
    }

    /** The same, counted from GO in whole seconds. */
    public LeaseChange duration(Duration duration) {
        return with("duration", duration.toSeconds() + "s");
    }

    /** All labels that it is to have. */
    public LeaseChange labels(Map<String, String> labels) {
        return with("labels", new TreeMap<>(labels));
    }

    private LeaseChange with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new LeaseChange(more);
    }

    Map<String, Object> fields() {
        return fields;
    }
}
