package org.vmpilot.protocol.nodes;

/** A text that is not a node set; the message quotes the place and says what would be right. */
public final class NodeSetException extends Exception {
    private static final long serialVersionUID = 1L;

    NodeSetException(String message) {
        super(message);
    }
}
