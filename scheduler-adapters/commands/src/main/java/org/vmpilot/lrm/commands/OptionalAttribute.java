package org.vmpilot.lrm.commands;

/** DRMAA's optional attributes of a job template, under the names that {@code getAttributeNames} gives. */
public enum OptionalAttribute {
    TRANSFER_FILES("transferFiles"),
    DEADLINE_TIME("deadlineTime"),
    HARD_WALLCLOCK_TIME_LIMIT("hardWallclockTimeLimit"),
    SOFT_WALLCLOCK_TIME_LIMIT("softWallclockTimeLimit"),
    HARD_RUN_DURATION_LIMIT("hardRunDurationLimit"),
    SOFT_RUN_DURATION_LIMIT("softRunDurationLimit");

    private final String attribute;

    OptionalAttribute(String attribute) {
        this.attribute = attribute;
    }

    /** DRMAA's name of it. */
    public String attribute() {
        return attribute;
    }
}
