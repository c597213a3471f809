package org.vmpilot.host;

/** Runs commands. May be called from many threads at once. */
public interface CommandRunner {
    /** @throws InterruptedException after the command's session was killed */
    CommandResult run(Command command) throws InterruptedException;
}
