package org.vmpilot.protocol;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one slot for ever: lease, attempt and index, written {@code vabcdefga1.2} (attempt 1, slot 2; both count from 1).
 *
 * <p>The text is at most 15 characters: it is the pilot job's name (PBS keeps 15). In an array all jobs share
 * {@link #arrayName()} and the LRM's index completes it. The text is also what guests' UUIDs are derived from.
 */
public record SlotKey(LeaseToken lease, int attempt, int index) implements Comparable<SlotKey> {
    public static final int MAX_ATTEMPT = 99;
    public static final int MAX_INDEX = 999;

    /** The form of a slot key's text; scripts check the same with a shell pattern. */
    public static final String PATTERN = "(" + LeaseToken.PATTERN + ")a([1-9][0-9]?)\\.([1-9][0-9]{0,2})";

    private static final Pattern FORM = Pattern.compile(PATTERN);

    public SlotKey {
        if (attempt < 1 || attempt > MAX_ATTEMPT) {
            throw new IllegalArgumentException("attempt " + attempt + " is not within 1 to " + MAX_ATTEMPT);
        }
        if (index < 1 || index > MAX_INDEX) {
            throw new IllegalArgumentException("slot index " + index + " is not within 1 to " + MAX_INDEX);
        }
    }

    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    /** @throws IllegalArgumentException if {@code text} is not of the form {@code vabcdefga1.2} */
    public static SlotKey parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a slot: '" + text + "' (for example vabcdefga1.2)");
        }
        return new SlotKey(
                new LeaseToken(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    /** The job name that all slots of one attempt share when they are submitted as an array. */
    public String arrayName() {
        return arrayName(lease, attempt);
    }

    public static String arrayName(LeaseToken lease, int attempt) {
        return lease.text() + "a" + attempt;
    }

    /** Whether a job of that name is all slots of one attempt. */
    public static boolean isArrayName(String text) {
        return !text.contains(".") && isValid(text + ".1");
    }

    public String text() {
        return arrayName() + "." + index;
    }

    @Override
    public int compareTo(SlotKey other) {
        int leases = lease.compareTo(other.lease);
        if (leases != 0) {
            return leases;
        }
        return attempt != other.attempt ? Integer.compare(attempt, other.attempt) : Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return text();
    }
}
