package org.vmpilot.protocol.nodes;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A name taken apart: {@code rack2-node07} is the texts {@code rack}, {@code -node}, empty and the numbers 2, 07 between them. Compares
 * text by text and number by number.
 *
 * @param texts one more than numbers
 * @param numbers digits as they are written
 */
record NodeName(List<String> texts, List<String> numbers) implements Comparable<NodeName> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

    static boolean valid(String name) {
        return FORM.matcher(name).matches();
    }

    static NodeName of(String name) {
        List<String> texts = new ArrayList<>();
        List<String> numbers = new ArrayList<>();
        int at = 0;
        while (true) {
            int digits = at;
            while (digits < name.length() && !isDigit(name.charAt(digits))) {
                digits++;
            }
            texts.add(name.substring(at, digits));
            if (digits == name.length()) {
                return new NodeName(List.copyOf(texts), List.copyOf(numbers));
            }
            at = digits;
            while (at < name.length() && isDigit(name.charAt(at))) {
                at++;
            }
            numbers.add(name.substring(digits, at));
        }
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** By value, then the one with more leading zeros first. */
    static int compareNumbers(String a, String b) {
        int byValue = new BigInteger(a).compareTo(new BigInteger(b));
        return byValue != 0 ? byValue : Integer.compare(b.length(), a.length());
    }

    @Override
    public int compareTo(NodeName other) {
        int common = Math.min(texts.size(), other.texts.size());
        for (int i = 0; i < common; i++) {
            int byText = texts.get(i).compareTo(other.texts.get(i));
            if (byText != 0) {
                return byText;
            }
            if (i < Math.min(numbers.size(), other.numbers.size())) {
                int byNumber = compareNumbers(numbers.get(i), other.numbers.get(i));
                if (byNumber != 0) {
                    return byNumber;
                }
            }
        }
        return Integer.compare(texts.size(), other.texts.size());
    }
}
