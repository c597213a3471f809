package org.vmpilot.coordinator.api;

import java.util.List;

/** Ends a call with a problem. Unchecked: only the API's own edge throws and answers it. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final transient Problem problem;
    private final int retryAfter;

    ApiException(ProblemCode code, String detail) {
        this(code, detail, List.of());
    }

    ApiException(ProblemCode code, String detail, List<Problem.FieldFault> errors) {
        this(code, detail, errors, code.retryAfter());
    }

    /** @param retryAfter seconds; 0: it is not a matter of time */
    ApiException(ProblemCode code, String detail, List<Problem.FieldFault> errors, int retryAfter) {
        super(detail);
        this.code = code;
        this.retryAfter = retryAfter;
        this.problem = Problem.of(code, detail, errors);
    }

    ProblemCode code() {
        return code;
    }

    int retryAfter() {
        return retryAfter;
    }

    Problem problem() {
        return problem;
    }
}
