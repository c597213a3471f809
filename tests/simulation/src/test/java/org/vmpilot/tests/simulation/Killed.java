package org.vmpilot.tests.simulation;

/** Thrown where a process is killed: it leaves what the process was doing. */
final class Killed extends Error {
    private static final long serialVersionUID = 1L;
    static final Killed NOW = new Killed();

    private Killed() {
        super("killed", null, false, false);
    }
}
