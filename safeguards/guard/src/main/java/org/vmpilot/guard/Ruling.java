package org.vmpilot.guard;

import java.util.List;
import org.vmpilot.protocol.Order;

/** What the node's policy says to an order. */
public sealed interface Ruling {
    /**
     * The order may be carried out.
     *
     * @param order the same with every path resolved, so that a link that is changed later leads nowhere else
     */
    record Accepted(Order order) implements Ruling {}

    /** Everything that is against it. */
    record Refused(List<String> violations) implements Ruling {
        public Refused {
            violations = List.copyOf(violations);
        }
    }
}
