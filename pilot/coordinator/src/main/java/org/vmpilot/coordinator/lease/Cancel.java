package org.vmpilot.coordinator.lease;

/** Whether the LRM is to end a slot's job: the durable intent. */
public enum Cancel {
    NONE,
    /** It is to be cancelled as soon as its id is known and the LRM takes it. */
    WANTED,
    /** The LRM took the cancel. */
    ASKED
}
