package org.vmpilot.agent;

import org.vmpilot.agent.loop.Mailbox;
import org.vmpilot.agent.machine.Event;

/**
 * Makes an event of a TERM to the JVM. The JVM's own way to hear one is its shutdown hook: the other threads go on while it
 * waits, and the end of the run ends the process.
 */
final class TermHook extends Thread {
    private final Mailbox mailbox;

    TermHook(Mailbox mailbox) {
        super("term");
        this.mailbox = mailbox;
    }

    @Override
    public void run() {
        mailbox.post(new Event.Stopping());
        try {
            join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
