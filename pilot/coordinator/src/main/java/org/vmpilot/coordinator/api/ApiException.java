package org.vmpilot.coordinator.api;

import java.util.List;

/** Ends a call with a problem. Unchecked: only the API's own edge throws and answers it. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final transient Problem problem;

    ApiException(ProblemCode code, String detail) {
        this(code, detail, List.of());
    }

    ApiException(ProblemCode code, String detail, List<Problem.FieldFault> errors) {
        super(detail);
        this.code = code;
        this.problem = Problem.of(code, detail, errors);
    }

    ProblemCode code() {
        return code;
    }

    Problem problem() {
        return problem;
    }
}
