package org.vmpilot.client;

import java.util.List;
import java.util.OptionalLong;

/** The coordinator did not do what it was asked; {@link #kind} says what may be concluded. */
public final class ClientException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What a caller may conclude. */
    public enum Kind {
        /** The coordinator cannot be reached. Nothing was done. */
        UNREACHABLE,
        /** The token is missing, wrong, expired or revoked, or its role may not do this. Nothing was done. */
        DENIED,
        /** The request itself is wrong; {@link #fieldErrors} says where. Nothing was done. */
        INVALID,
        /** The request is right, but cannot be met here: queue unknown, more than a lease may have. Nothing was done. */
        REFUSED,
        /** There is no such lease, node or token. */
        NOT_FOUND,
        /** Events are forgotten that were asked for: {@link #oldest} says from where on none is missing. */
        GONE,
        /** Busy, stopping, or a limit that passes. Nothing was done. */
        TRY_LATER,
        /** The answer was lost or makes no sense: it may or may not have been done. */
        UNKNOWN
    }

    /**
     * What is wrong with one field.
     *
     * @param field path as written; empty: the text as a whole
     * @param line from 1; 0: not known
     */
    public record FieldError(String field, int line, String words) {}

    private final Kind kind;
    private final String code;
    private final transient List<FieldError> fieldErrors;
    private final transient OptionalLong oldest;

    ClientException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = "";
        this.fieldErrors = List.of();
        this.oldest = OptionalLong.empty();
    }

    ClientException(Kind kind, String code, String message, List<FieldError> fieldErrors) {
        this(kind, code, message, fieldErrors, OptionalLong.empty());
    }

    ClientException(Kind kind, String code, String message, List<FieldError> fieldErrors, OptionalLong oldest) {
        super(message);
        this.oldest = oldest;
        this.kind = kind;
        this.code = code;
        this.fieldErrors = List.copyOf(fieldErrors);
    }

    public Kind kind() {
        return kind;
    }

    /** The API's own code of the problem; empty if the API did not answer. */
    public String code() {
        return code;
    }

    public List<FieldError> fieldErrors() {
        return fieldErrors;
    }

    /** With {@link Kind#GONE}: the sequence from which on no event is missing. */
    public OptionalLong oldest() {
        return oldest;
    }
}
