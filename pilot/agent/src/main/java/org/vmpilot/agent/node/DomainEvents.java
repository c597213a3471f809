package org.vmpilot.agent.node;

import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.loop.Mailbox;
import org.vmpilot.agent.machine.Event;
import org.vmpilot.host.Backoff;
import org.vmpilot.host.Pause;
import org.vmpilot.vmm.Vmm;
import org.vmpilot.vmm.VmmException;

/** Passes the hypervisor's word that a domain has ended on to the slot, and says when it cannot be had: then the slot looks oftener. */
public final class DomainEvents {
    private final Vmm vmm;
    private final Mailbox mailbox;
    private final AgentLog log;
    private final Pause pause;
    private final Backoff backoff;
    private boolean coming;

    public DomainEvents(Vmm vmm, Mailbox mailbox, AgentLog log, Pause pause, Backoff backoff) {
        this.vmm = vmm;
        this.mailbox = mailbox;
        this.log = log;
        this.pause = pause;
        this.backoff = backoff;
    }

    /** Until the process ends. */
    public void pass() throws InterruptedException {
        String said = "";
        while (true) {
            String why = "they have ended";
            try {
                vmm.watch(this::heard);
            } catch (VmmException e) {
                why = e.getMessage();
            }
            if (coming) {
                coming = false;
                mailbox.post(new Event.Events(false));
            }
            if (!why.equals(said)) {
                log.say("no events of domains, guests are looked at every second: " + why);
                said = why;
            }
            pause.of(backoff.next());
        }
    }

    private void heard() {
        if (coming) {
            mailbox.post(new Event.DomainEnded());
        } else {
            coming = true;
            backoff.reset();
            mailbox.post(new Event.Events(true));
        }
    }
}
