package org.vmpilot.coordinator.service;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a list.
 *
 * @param next where the next part begins: given back as it is. Empty: this was the last one
 */
public record Page<T>(List<T> items, Optional<String> next) {
    public Page {
        items = List.copyOf(items);
    }

    /** @param found one more than {@code most} if there is more */
    public static <T> Page<T> of(List<T> found, int most, Function<T, String> cursor) {
        return found.size() <= most
                ? new Page<>(found, Optional.empty())
                : new Page<>(found.subList(0, most), Optional.of(cursor.apply(found.get(most - 1))));
    }
}
