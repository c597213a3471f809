package org.vmpilot.cli;

import java.util.Map;

/** Colours of states and verdicts, on a terminal only. They repeat what the word says; nothing is said by colour alone. */
record Colours(boolean on) {
    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String YELLOW = "33";
    private static final Map<String, String> BY_WORD = Map.ofEntries(
            Map.entry("ACTIVE", GREEN),
            Map.entry("UP", GREEN),
            Map.entry("LIVE", GREEN),
            Map.entry("CLEAN", GREEN),
            Map.entry("clean", GREEN),
            Map.entry("WAITING", YELLOW),
            Map.entry("ASSEMBLING", YELLOW),
            Map.entry("RETURNING", YELLOW),
            Map.entry("ENDING", YELLOW),
            Map.entry("ending", YELLOW),
            Map.entry("leased", GREEN),
            Map.entry("UNKNOWN", YELLOW),
            Map.entry("unknown", YELLOW),
            Map.entry("DIRTY", RED),
            Map.entry("dirty", RED),
            Map.entry("LEASE_ENDED", GREEN),
            Map.entry("GUESTS_ENDED", GREEN),
            Map.entry("SUCCEEDED", GREEN),
            Map.entry("CANCELLED", YELLOW),
            Map.entry("INCOMPLETE", YELLOW),
            Map.entry("KILLED", RED),
            Map.entry("FAILED", RED),
            Map.entry("LOST", RED),
            Map.entry("barred", RED));

    /** The word, coloured if it has a colour. */
    String cell(String text) {
        String code = on ? BY_WORD.get(text) : null;
        return code == null ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
