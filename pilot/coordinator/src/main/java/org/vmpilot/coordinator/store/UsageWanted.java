package org.vmpilot.coordinator.store;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which sums are wanted.
 *
 * @param last this day as well
 * @param by each combination of these is a sum
 * @param project only its; empty: all
 * @param after those that come after it
 */
public record UsageWanted(
        LocalDate first, LocalDate last, Set<By> by, Optional<String> project, Optional<UsageSum> after, int most) {
    /** What usage is told apart by, in the order of the answer. */
    public enum By {
        DAY,
        PROJECT,
        OWNER,
        ACCOUNT;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    String columns() {
        return Arrays.stream(By.values())
                .map(column -> (by.contains(column) ? "usage." + column.text() : "''") + " AS " + column.text())
                .collect(Collectors.joining(", "));
    }
}
