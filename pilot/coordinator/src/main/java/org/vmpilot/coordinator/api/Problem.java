package org.vmpilot.coordinator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.vmpilot.coordinator.document.Fault;

/**
 * A body of {@code application/problem+json} (RFC 9457).
 *
 * @param type {@code urn:vmpilot:problem:} and the code
 * @param code stable: programs may decide on it
 * @param detail one sentence for people: what was not done, and what would be right
 * @param errors one entry a field; empty where no field is to blame
 * @param version the lease's as it is, where a change of it was refused; likewise {@code endsAt}; absent otherwise
 * @param oldest with {@code history_gone}: from this sequence on nothing is missing; absent otherwise
 */
record Problem(
        String type,
        String title,
        int status,
        String code,
        String detail,
        List<FieldFault> errors,
        @JsonInclude(JsonInclude.Include.NON_NULL) Long oldest,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer version,
        @JsonInclude(JsonInclude.Include.NON_NULL) Instant endsAt) {
    /**
     * @param field path as written; empty: the text as a whole
     * @param line from 1; absent where it is not known
     */
    record FieldFault(
            String field,
            @JsonInclude(JsonInclude.Include.NON_NULL) Integer line,
            String words) {
        static FieldFault of(Fault fault) {
            return new FieldFault(fault.field(), fault.line() > 0 ? fault.line() : null, fault.words());
        }
    }

    static Problem of(ProblemCode code, String detail, List<FieldFault> errors) {
        String name = code.text();
        return new Problem(
                "urn:vmpilot:problem:" + name, code.title(), code.status(), name, detail, errors, null, null, null);
    }

    Problem withOldest(long sequence) {
        return new Problem(type, title, status, code, detail, errors, sequence, version, endsAt);
    }

    Problem withLease(int seen, Instant end) {
        return new Problem(type, title, status, code, detail, errors, oldest, seen, end);
    }
}
