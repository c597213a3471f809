package org.vmpilot.client;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Which sums of usage are wanted.
 *
 * @param from the first day, in UTC; empty: the first of the last day's month
 * @param to the last day; empty: today
 * @param by some of day, project, owner, account: each combination is a sum. None: project
 */
public record UsageFilter(Optional<LocalDate> from, Optional<LocalDate> to, List<String> by) {
    public UsageFilter {
        by = List.copyOf(by);
    }

    Parameters parameters() {
        Parameters parameters = new Parameters();
        from.ifPresent(day -> parameters.add("from", day.toString()));
        to.ifPresent(day -> parameters.add("to", day.toString()));
        if (!by.isEmpty()) {
            parameters.add("by", String.join(",", by));
        }
        return parameters;
    }
}
