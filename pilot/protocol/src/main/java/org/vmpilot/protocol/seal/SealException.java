package org.vmpilot.protocol.seal;

/** A message was not sealed with this key, or not for this purpose, or was changed on its way. */
public final class SealException extends Exception {
    private static final long serialVersionUID = 1L;

    SealException(String message) {
        super(message);
    }
}
