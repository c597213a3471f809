package org.vmpilot.protocol.nodes;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Reads the notation of node sets. */
final class NodeSetText {
    private static final int LONGEST = 1 << 20;

    private final Function<String, String> groups;
    private final Set<String> within = new LinkedHashSet<>();

    NodeSetText(Function<String, String> groups) {
        this.groups = groups;
    }

    Set<String> names(String text) throws NodeSetException {
        if (text.length() > LONGEST) {
            throw new NodeSetException("a node set longer than " + LONGEST + " characters");
        }
        Set<String> names = new LinkedHashSet<>();
        for (String term : terms(text)) {
            if (term.startsWith("@")) {
                names.addAll(group(term.substring(1)));
            } else {
                names.addAll(pattern(term));
            }
            if (names.size() > NodeSet.MAX_SIZE) {
                throw new NodeSetException("more than " + NodeSet.MAX_SIZE + " names");
            }
        }
        return names;
    }

    /** Commas and blanks separate, but not within brackets. A comma with nothing before or after it is a slip of the hand. */
    private static List<String> terms(String text) throws NodeSetException {
        List<String> terms = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ',' : text.charAt(i);
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (depth < 0 || depth > 1 || (depth == 1 && i == text.length())) {
                throw new NodeSetException("'" + text + "': brackets do not match");
            }
            if (c == ',' && depth == 0) {
                addTerms(text, text.substring(start, i), terms);
                start = i + 1;
            }
        }
        return terms;
    }

    private static void addTerms(String text, String between, List<String> terms) throws NodeSetException {
        if (between.isBlank() && !text.isBlank()) {
            throw new NodeSetException("'" + text + "': a name is missing beside a comma");
        }
        for (String term : between.strip().split("\\s+(?![^\\[]*])", -1)) {
            if (!term.isEmpty()) {
                terms.add(term);
            }
        }
    }

    private Set<String> group(String group) throws NodeSetException {
        String members = groups.apply(group);
        if (members == null) {
            throw new NodeSetException("no such group: @" + group);
        }
        if (!within.add(group)) {
            throw new NodeSetException("group @" + group + " contains itself");
        }
        Set<String> names = names(members);
        within.remove(group);
        return names;
    }

    private static List<String> pattern(String term) throws NodeSetException {
        List<String> names = List.of("");
        int at = 0;
        while (at < term.length()) {
            int open = term.indexOf('[', at);
            int end = open < 0 ? term.length() : open;
            names = product(names, List.of(term.substring(at, end)));
            at = end;
            if (open >= 0) {
                int close = term.indexOf(']', open);
                names = product(names, NumberRange.expandAll(term.substring(open + 1, close), NodeSet.MAX_SIZE));
                at = close + 1;
            }
        }
        checkNames(term, names);
        return names;
    }

    private static void checkNames(String term, List<String> names) throws NodeSetException {
        for (String name : names) {
            if (!NodeName.valid(name)) {
                throw new NodeSetException(
                        "'" + term + "': not a node's name (letters, digits, '.', '_', '-', not first '-' or '.')");
            }
        }
    }

    private static List<String> product(List<String> heads, List<String> tails) throws NodeSetException {
        if ((long) heads.size() * tails.size() > NodeSet.MAX_SIZE) {
            throw new NodeSetException("more than " + NodeSet.MAX_SIZE + " names");
        }
        List<String> names = new ArrayList<>(heads.size() * tails.size());
        for (String head : heads) {
            for (String tail : tails) {
                names.add(head + tail);
            }
        }
        return names;
    }
}
