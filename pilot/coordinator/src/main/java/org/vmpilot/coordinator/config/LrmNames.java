package org.vmpilot.coordinator.config;

import static org.vmpilot.coordinator.document.Kinds.text;

import org.vmpilot.coordinator.document.Kind;

/**
 * Names that go to the LRM as arguments of its commands. None begins with a dash (it would be read as an option) and none has
 * a blank, a quote or a comma (Slurm and PBS would read two names).
 */
public final class LrmNames {
    public static final Kind<String> QUEUE = text(
            "[A-Za-z0-9_][A-Za-z0-9._@-]{0,63}",
            "a queue's name (1 to 64 letters, digits and . _ @ -, not beginning with a dash)");
    public static final Kind<String> NODE_PROPERTY = text(
            "[A-Za-z0-9_][A-Za-z0-9._=:-]{0,63}",
            "a node property (1 to 64 letters, digits and . _ = : -, not beginning with a dash)");
    public static final Kind<String> ACCOUNT = text(
            "[A-Za-z0-9_][A-Za-z0-9._@/-]{0,63}",
            "an account's name (1 to 64 letters, digits and . _ @ / -, not beginning with a dash)");

    /** For the administrator alone, who may write what the LRM takes. */
    static final Kind<String> OPTIONS = text(
            "[!-~&&[^'\"\\\\]]+( +[!-~&&[^'\"\\\\]]+)*",
            "words of the LRM's submit command, separated by blanks, without quotes and backslashes");

    private LrmNames() {}
}
