package org.vmpilot.lrm;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * The one rule by which names of nodes are compared, whoever writes them: capitals do not count, and a name without a domain is any host of that name. For the
 * LRM's commands its own spelling is used: NodeName of Slurm and vnodes of PBS tell capitals apart.
 */
public final class NodeName {
    private NodeName() {}

    public static boolean same(String one, String other) {
        return one.equalsIgnoreCase(other)
                || (isShort(one) != isShort(other) && host(one).equals(host(other)));
    }

    private static boolean isShort(String name) {
        return name.indexOf('.') < 0;
    }

    /** What names that may mean the same node have in common: the part before the domain, without capitals. */
    public static String host(String name) {
        return name.split("\\.", 2)[0].toLowerCase(Locale.ROOT);
    }

    /**
     * The node that a name means: the one that is spelt so, else the one but for capitals, else the one but for its domain.
     *
     * @return empty: there is none
     * @throws LrmException of kind DENIED: it may be several
     */
    public static Optional<NodeState> find(List<NodeState> nodes, String name) throws LrmException {
        List<BiPredicate<String, String>> rules = List.of(String::equals, String::equalsIgnoreCase, NodeName::same);
        for (BiPredicate<String, String> rule : rules) {
            List<NodeState> found =
                    nodes.stream().filter(node -> rule.test(node.node(), name)).toList();
            if (found.size() > 1) {
                String all = found.stream().map(NodeState::node).collect(Collectors.joining(", "));
                throw new LrmException(
                        LrmException.Kind.DENIED, "'" + name + "' may be any of " + all + ": lrm_name says which");
            }
            if (found.size() == 1) {
                return Optional.of(found.get(0));
            }
        }
        return Optional.empty();
    }
}
