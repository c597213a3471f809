package org.vmpilot.coordinator.service;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/**
 * Whose usage is wanted, and when.
 *
 * @param first empty: the first of the last day's month
 * @param last this day as well; empty: today, in UTC
 * @param by some of day, project, owner, account
 * @param from where the page begins
 */
public record UsageQuery(
        Optional<LocalDate> first, Optional<LocalDate> last, Set<String> by, Optional<String> from, int most) {}
