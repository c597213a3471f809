package org.vmpilot.lrm.commands;

import java.util.ArrayList;
import java.util.List;

/**
 * The indices of a bulk submit, upwards.
 *
 * @param first at least 1
 * @param last reached exactly
 * @param step at least 1
 */
public record Indices(int first, int last, int step) {
    public Indices {
        if (first < 1 || last < first || step < 1 || (last - first) % step != 0) {
            throw new IllegalArgumentException("no indices: " + first + " to " + last + " by " + step);
        }
    }

    /**
     * DRMAA's start, end and increment; a negative increment counts downwards.
     *
     * @throws IllegalArgumentException as DRMAA wants it for any that make no list
     */
    static Indices of(int start, int end, int increment) {
        if (start < 1 || end < 1 || increment == 0 || (increment > 0 ? end < start : end > start)) {
            throw new IllegalArgumentException("bulk jobs from " + start + " to " + end + " by " + increment
                    + ": both at least 1, and the increment must lead from the first to the last");
        }
        int steps = (end - start) / increment;
        int reached = start + steps * increment;
        return new Indices(Math.min(start, reached), Math.max(start, reached), steps == 0 ? 1 : Math.abs(increment));
    }

    public int count() {
        return (last - first) / step + 1;
    }

    public List<Integer> all() {
        List<Integer> all = new ArrayList<>();
        for (int index = first; index <= last; index += step) {
            all.add(index);
        }
        return all;
    }
}
