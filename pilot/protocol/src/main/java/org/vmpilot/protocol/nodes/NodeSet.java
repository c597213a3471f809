package org.vmpilot.protocol.nodes;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A set of node names, in the order of people: {@code node9} before {@code node10}.
 *
 * <p>Read from {@code node[01-16,20],gpu3,@rack7}: names and patterns separated by commas or blanks; ranges in brackets, several
 * brackets in a name allowed; a range whose first bound begins with a zero gives names of at least that many digits
 * ({@code [08-10]}: 08, 09, 10); {@code @name} is a group. {@link #toString} writes the shortest such text that it can, without groups; read
 * again it gives the same set.
 */
public final class NodeSet {
    /** The most names that one text may stand for. */
    public static final int MAX_SIZE = 100_000;

    private static final Comparator<String> ORDER =
            Comparator.comparing(NodeName::of).thenComparing(Comparator.naturalOrder());

    private final Set<String> names;

    private NodeSet(Set<String> names) {
        this.names = Collections.unmodifiableSet(names);
    }

    /** @throws IllegalArgumentException for a text that cannot be a node's name */
    public static NodeSet of(Collection<String> names) {
        TreeSet<String> sorted = new TreeSet<>(ORDER);
        for (String name : names) {
            if (!NodeName.valid(name)) {
                throw new IllegalArgumentException("not a node's name: " + name);
            }
            sorted.add(name);
        }
        return new NodeSet(new LinkedHashSet<>(sorted));
    }

    /**
     * @param groups the members of a group by its name, as texts of this same notation; null: there is no such group
     * @throws NodeSetException for a text that is none, an unknown group, one that contains itself, more than {@link #MAX_SIZE} names
     */
    public static NodeSet parse(String text, Function<String, String> groups) throws NodeSetException {
        return of(new NodeSetText(groups).names(text));
    }

    /** Without groups. */
    public static NodeSet parse(String text) throws NodeSetException {
        return parse(text, group -> null);
    }

    public Set<String> names() {
        return names;
    }

    public Stream<String> stream() {
        return names.stream();
    }

    public boolean contains(String name) {
        return names.contains(name);
    }

    public int size() {
        return names.size();
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** What is here and not there. */
    public NodeSet without(NodeSet other) {
        return of(names.stream().filter(name -> !other.contains(name)).toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeSet set && set.names.equals(names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    /** Folded: {@code node[01-16,20],gpu3}. The empty set is the empty text. */
    @Override
    public String toString() {
        return Folding.fold(names);
    }
}
