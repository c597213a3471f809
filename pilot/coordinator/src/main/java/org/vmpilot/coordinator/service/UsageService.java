package org.vmpilot.coordinator.service;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.store.Reads;
import org.vmpilot.coordinator.store.UsageSum;
import org.vmpilot.coordinator.store.UsageWanted;
import org.vmpilot.coordinator.store.UsageWanted.By;
import org.vmpilot.protocol.view.UsageView;

/** What has been used of the site, as far as a caller may know. From any thread. */
public final class UsageService {
    private static final String BETWEEN = "\t";

    private final Reads reads;
    private final InstantSource clock;

    public UsageService(Reads reads, InstantSource clock) {
        this.reads = reads;
        this.clock = clock;
    }

    /**
     * A submitter sees his project's.
     *
     * @throws IllegalArgumentException if {@code from} of the query is none of ours
     */
    UsagePage page(Caller caller, UsageQuery query) {
        LocalDate last = query.last().orElseGet(() -> LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        LocalDate first = query.first().orElse(last.withDayOfMonth(1));
        Set<By> by = query.by().stream()
                .map(word -> By.valueOf(word.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(By.class)));
        List<UsageView> found = reads
                .usage(new UsageWanted(
                        first, last, by, caller.scope(), query.from().map(UsageService::cursor), query.most() + 1))
                .stream()
                .map(sum -> view(sum, by))
                .toList();
        return new UsagePage(first, last, Page.of(found, query.most(), UsageService::cursor));
    }

    private static UsageView view(UsageSum sum, Set<By> by) {
        return new UsageView(
                word(sum.day(), By.DAY, by),
                word(sum.project(), By.PROJECT, by),
                word(sum.owner(), By.OWNER, by),
                word(sum.account(), By.ACCOUNT, by),
                sum.slots(),
                sum.nodeMs() / 1000.0,
                sum.guestMs() / 1000.0);
    }

    private static String word(String text, By what, Set<By> by) {
        return by.contains(what) ? text : null;
    }

    private static String cursor(UsageView last) {
        return String.join(BETWEEN, text(last.day()), text(last.project()), text(last.owner()), text(last.account()));
    }

    private static String text(String maybe) {
        return Optional.ofNullable(maybe).orElse("");
    }

    private static UsageSum cursor(String text) {
        String[] words = text.split(BETWEEN, -1);
        if (words.length != By.values().length) {
            throw new IllegalArgumentException("not a place in the usage");
        }
        return new UsageSum(words[0], words[1], words[2], words[3], 0, 0, 0);
    }
}
