package org.vmpilot.coordinator.access;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Lets so many things of a name through at once, and after that one in a while: whoever makes more of them fills no disk. */
final class Trickle {
    private static final int AT_ONCE = 20;
    private static final Duration EACH = Duration.ofSeconds(10);

    private final Map<String, Level> levels = new HashMap<>();

    private record Level(Instant empty, int held) {}

    /** @return how many were held back since the last one; empty: this one is held back */
    synchronized OptionalInt pass(String name, Instant now) {
        Level level = levels.getOrDefault(name, new Level(now, 0));
        Instant from = level.empty().isBefore(now) ? now : level.empty();
        if (from.isAfter(now.plus(EACH.multipliedBy(AT_ONCE - 1L)))) {
            levels.put(name, new Level(level.empty(), level.held() + 1));
            return OptionalInt.empty();
        }
        levels.put(name, new Level(from.plus(EACH), 0));
        return OptionalInt.of(level.held());
    }
}
