package org.vmpilot.lrm;

/** The LRM's id of one job as the LRM writes it; for a task of an array, the id that its status query shows ({@code 12.3}, {@code 12[3]}, {@code 12_3}). */
public record JobId(String text) {
    public JobId {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a job id is not blank");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
