package org.vmpilot.cli;

/** What came of a lease, for people. */
final class Outcome {
    private Outcome() {}

    /** The result; before there is one, or where it is not known, why it ends. */
    static String of(String result, String notice) {
        return result == null ? notice : result;
    }

    /** Both, where they do not say the same. */
    static String withNotice(String result, String notice) {
        return result == null || notice == null || notice.equals(result)
                ? of(result, notice)
                : result + " (" + notice + ")";
    }
}
