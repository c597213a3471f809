package org.vmpilot.guard;

/** Which LRM runs the pilot job: it decides what its signals mean. */
public enum LrmName {
    GRID_ENGINE("grid-engine"),
    PBS("pbs"),
    SLURM("slurm"),
    EMBEDDED("embedded");

    private final String text;

    LrmName(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** @throws IllegalArgumentException if there is no such LRM */
    public static LrmName of(String text) {
        for (LrmName name : values()) {
            if (name.text.equals(text)) {
                return name;
            }
        }
        throw new IllegalArgumentException("not an LRM: '" + text + "' (grid-engine, pbs, slurm or embedded)");
    }
}
