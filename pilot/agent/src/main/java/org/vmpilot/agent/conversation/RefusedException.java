package org.vmpilot.agent.conversation;

import java.io.IOException;

/** The coordinator does not know this node, or not with this key (403). Not sealed, so that it proves nothing. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }

    RefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
