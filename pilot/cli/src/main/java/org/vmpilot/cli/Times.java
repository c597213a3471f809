package org.vmpilot.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Instants and durations as people read them. One time zone everywhere, that of the API, certificates and logs: UTC, and each time says so. */
record Times(InstantSource clock) {
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss'Z'", Locale.ROOT);

    static final String NONE = "-";

    String full(Instant at) {
        return at == null ? NONE : FULL.format(at.atOffset(ZoneOffset.UTC));
    }

    String clock(Instant at) {
        return at == null ? NONE : CLOCK.format(at.atOffset(ZoneOffset.UTC));
    }

    /** How long ago; never negative: clocks of two machines differ. */
    String ago(Instant at) {
        return at == null ? NONE : span(Duration.between(at, clock.instant()));
    }

    String until(Instant at) {
        return at == null ? NONE : span(Duration.between(clock.instant(), at));
    }

    /** {@code 45s}, {@code 12m03s}, {@code 2h05m}, {@code 3d04h}. */
    static String span(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        } else if (seconds < 3600) {
            return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
        } else if (seconds < 86_400) {
            return String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
        }
        return String.format(Locale.ROOT, "%dd%02dh", seconds / 86_400, seconds / 3600 % 24);
    }

    /** {@code 0.04s}, {@code 1.2s}, then as {@link #span}. */
    static String millis(long millis) {
        if (millis < 1_000) {
            return String.format(Locale.ROOT, "%.2fs", millis / 1000.0);
        } else if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
        }
        return span(Duration.ofMillis(millis));
    }
}
