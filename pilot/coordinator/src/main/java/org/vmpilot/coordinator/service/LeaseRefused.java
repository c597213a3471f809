package org.vmpilot.coordinator.service;

import java.util.List;

/** A request that cannot be met; every error at once, each naming its field. */
public final class LeaseRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong with one field: its path as in the request ({@code groups[1].guest.memory}), and what would be right. */
    public record FieldError(String field, String words) {}

    private final transient List<FieldError> errors;

    public LeaseRefused(List<FieldError> errors) {
        super("lease request refused: " + errors);
        this.errors = List.copyOf(errors);
    }

    public List<FieldError> errors() {
        return errors;
    }
}
