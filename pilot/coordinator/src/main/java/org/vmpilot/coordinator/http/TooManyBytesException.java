package org.vmpilot.coordinator.http;

/** Too many bytes of bodies are being read already: of one address, or of all. */
public final class TooManyBytesException extends Exception {
    private static final long serialVersionUID = 1L;

    TooManyBytesException() {
        super("too many large bodies are being sent; send it again later");
    }
}
