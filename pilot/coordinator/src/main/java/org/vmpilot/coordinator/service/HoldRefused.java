package org.vmpilot.coordinator.service;

import java.util.List;

/** No hold was made; every error at once, each naming its field. */
public final class HoldRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<LeaseRefused.FieldError> errors;

    public HoldRefused(List<LeaseRefused.FieldError> errors) {
        super(errors.get(0).field() + " " + errors.get(0).words());
        this.errors = List.copyOf(errors);
    }

    public List<LeaseRefused.FieldError> errors() {
        return errors;
    }
}
