package org.vmpilot.lrm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which job an id was when we submitted or first saw it, by its name. An LRM gives ids again: one that was set up anew, one whose numbers ran
 * out, and a slurmctld that was killed before it had saved its newest jobs.
 */
public final class Identities {
    private static final int REMEMBERED = 20_000;

    private final Map<String, String> names = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** We have submitted it just now. */
    public synchronized void submitted(String id, String name) {
        names.put(id, name);
    }

    /** What a query shows; what was known before counts. */
    public synchronized void seen(String id, String name) {
        names.putIfAbsent(id, name);
    }

    /** What was known of it does not count any more. */
    public synchronized void forget(String id) {
        names.remove(id);
    }

    /** Whether the job that bears this id now, under this name, is surely another one than the one that we knew. */
    public synchronized boolean isAnother(String id, String name) {
        return Optional.ofNullable(names.get(id))
                .filter(known -> !known.equals(name))
                .isPresent();
    }
}
