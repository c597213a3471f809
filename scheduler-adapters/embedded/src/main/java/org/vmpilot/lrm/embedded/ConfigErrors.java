package org.vmpilot.lrm.embedded;

import java.util.ArrayList;
import java.util.List;

/** All that is wrong with a file, in the order of reading. */
final class ConfigErrors {
    private final String file;
    private final List<String> lines = new ArrayList<>();

    ConfigErrors(String file) {
        this.file = file;
    }

    /** @param line 0: the file as a whole */
    void add(int line, String words) {
        lines.add(file + (line > 0 ? ":" + line : "") + ": " + words);
    }

    void throwIfAny() throws ConfigRefused {
        if (!lines.isEmpty()) {
            throw new ConfigRefused(lines);
        }
    }

    /** A configuration that cannot be used; every fault at once. */
    static final class ConfigRefused extends Exception {
        private static final long serialVersionUID = 1L;

        ConfigRefused(List<String> lines) {
            super(String.join("\n", lines));
        }
    }
}
