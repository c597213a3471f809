package org.vmpilot.protocol.nodes;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;

/** What stands between brackets: {@code 01-16,20}. Digits are kept as written: 1 and 01 are different. */
final class NumberRange {
    private NumberRange() {}

    /** Adds the numbers of one {@code a-b} or {@code a}. */
    static void expand(String range, List<String> into, int limit) throws NodeSetException {
        int dash = range.indexOf('-');
        String first = dash < 0 ? range : range.substring(0, dash);
        String last = dash < 0 ? range : range.substring(dash + 1);
        if (!digits(first) || !digits(last)) {
            throw new NodeSetException("'[" + range + "]': must be numbers and ranges such as 01-16,20");
        }
        checkPadding(range, first, last);
        BigInteger count = new BigInteger(last).subtract(new BigInteger(first)).add(BigInteger.ONE);
        if (count.signum() <= 0) {
            throw new NodeSetException("'[" + range + "]': the range ends before it begins");
        }
        if (count.compareTo(BigInteger.valueOf((long) limit - into.size())) > 0) {
            throw new NodeSetException("'[" + range + "]': more than " + limit + " names");
        }
        String number = first;
        for (int i = count.intValueExact(); i > 0; i--) {
            into.add(number);
            number = successor(number);
        }
    }

    private static boolean digits(String text) {
        return !text.isEmpty() && text.length() <= 64 && text.chars().allMatch(c -> NodeName.isDigit((char) c));
    }

    /** 01-16 and 08-100 are clear, 1-016 and 001-16 are not: which names would that be? */
    private static void checkPadding(String range, String first, String last) throws NodeSetException {
        boolean shorter = padded(first) && last.length() < first.length();
        boolean other = padded(last) && last.length() != first.length();
        if (shorter || other) {
            throw new NodeSetException("'[" + range + "]': both bounds must have the same number of digits");
        }
    }

    private static boolean padded(String number) {
        return number.length() > 1 && number.charAt(0) == '0';
    }

    /** The next number in a range that this one is in: 09 → 10, 099 → 100, 9 → 10. */
    static String successor(String number) {
        String next = new BigInteger(number).add(BigInteger.ONE).toString();
        return padded(number) ? "0".repeat(Math.max(0, number.length() - next.length())) + next : next;
    }

    /** The shortest text for these numbers; one alone stands for itself. */
    static String fold(Collection<String> numbers) {
        TreeSet<String> open = new TreeSet<>(NodeName::compareNumbers);
        open.addAll(numbers);
        StringJoiner out = new StringJoiner(",");
        while (!open.isEmpty()) {
            String first = open.pollFirst();
            String last = first;
            String next = successor(first);
            // A padded run may end in a number of as many digits without a zero; from there on it goes on without
            // padding.
            while (open.remove(next)) {
                last = next;
                next = successor(next);
            }
            out.add(first.equals(last) ? first : first + "-" + last);
        }
        return out.toString();
    }

    static List<String> expandAll(String ranges, int limit) throws NodeSetException {
        List<String> numbers = new ArrayList<>();
        for (String range : ranges.split(",", -1)) {
            expand(range.strip(), numbers, limit);
        }
        return numbers;
    }
}
