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
        this(code, Problem.of(code, detail, errors), retryAfter);
    }

    ApiException(ProblemCode code, Problem problem) {
        this(code, problem, code.retryAfter());
    }

    private ApiException(ProblemCode code, Problem problem, int retryAfter) {
        super(problem.detail());
        this.code = code;
        this.retryAfter = retryAfter;
        this.problem = problem;
    }

    /** @param gone up to this sequence events are forgotten */
    static ApiException historyGone(long gone) {
        String detail =
                "Events up to " + gone + " are forgotten, some or all: what you know may have a hole. Look at the"
                        + " leases anew, and go on with after=" + gone + ".";
        return new ApiException(
                ProblemCode.HISTORY_GONE,
                Problem.of(ProblemCode.HISTORY_GONE, detail, List.of()).withOldest(gone + 1),
                0);
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
