package org.vmpilot.host;

/**
 * How a command ended. Output is text in UTF-8, bad bytes replaced, cut at the command's limit.
 */
public sealed interface CommandResult {
    /** It ended by itself; 128 + n when signal n ended it. */
    record Exited(int exitCode, String output, String errors) implements CommandResult {}

    /** The deadline passed and its whole session was killed and seen dead, or not ({@code gone} false: it is stuck in the kernel). */
    record TimedOut(boolean gone, String output, String errors) implements CommandResult {}

    /** It could not be started: no such program, no rights, no memory. Nothing ran. */
    record NotStarted(String why) implements CommandResult {}
}
