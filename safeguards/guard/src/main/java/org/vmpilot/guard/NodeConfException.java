package org.vmpilot.guard;

import java.util.List;

/** {@code node.conf} cannot be used; all that is wrong with it at once, each with file, line and key. */
public final class NodeConfException extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    NodeConfException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
