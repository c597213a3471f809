package org.vmpilot.coordinator.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** When what failed is tried again: after 2 s, then ever more rarely, up to about four minutes. Not for several threads. */
public final class Backoff<K> {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final int MAX_DOUBLINGS = 7;

    private final Map<K, Retry> retries = new HashMap<>();

    /** @param at empty: it is being tried */
    private record Retry(int failures, Optional<Instant> at) {}

    /** Whether it may be tried now: it has not failed, or its time has come. */
    public boolean may(K what, Instant now) {
        Retry retry = retries.get(what);
        return retry == null || retry.at().filter(at -> at.isAfter(now)).isEmpty();
    }

    public void begin(K what) {
        retries.computeIfPresent(what, (same, retry) -> new Retry(retry.failures(), Optional.empty()));
    }

    public void failed(K what, Instant now) {
        int failures = retries.containsKey(what) ? retries.get(what).failures() + 1 : 0;
        Duration wait = FIRST.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
        retries.put(what, new Retry(failures, Optional.of(now.plus(wait))));
    }

    public void forget(K what) {
        retries.remove(what);
    }

    public void forgetIf(Predicate<K> which) {
        retries.keySet().removeIf(which);
    }

    public Optional<Instant> nextDue() {
        return retries.values().stream().flatMap(retry -> retry.at().stream()).min(Instant::compareTo);
    }

    /** What has failed and may be tried again. */
    public Set<K> due(Instant now) {
        Set<K> due = new HashSet<>();
        retries.forEach((what, retry) -> {
            if (retry.at().filter(at -> !at.isAfter(now)).isPresent()) {
                due.add(what);
            }
        });
        return due;
    }
}
