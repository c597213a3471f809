package org.vmpilot.agent;

import java.io.IOException;
import java.util.function.Consumer;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.loop.Mailbox;
import org.vmpilot.agent.machine.Action;
import org.vmpilot.agent.machine.Event;
import org.vmpilot.agent.machine.SlotSetting;
import org.vmpilot.guard.NodePolicy;
import org.vmpilot.guard.Ruling;
import org.vmpilot.host.Uptime;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.Peer;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotCall;

/** Does what a slot's state wants done. What takes time runs in a thread of its own and comes back as an event. */
final class Effects implements Consumer<Action> {
    private final SlotSetting setting;
    private final AgentParts parts;
    private final Mailbox mailbox;
    private final AgentLog log;
    private final Uptime uptime;
    /** The order as it came, with its paths as they were asked for. */
    private volatile Order judged;

    Effects(SlotSetting setting, AgentParts parts, Mailbox mailbox, AgentLog log, Uptime uptime) {
        this.setting = setting;
        this.parts = parts;
        this.mailbox = mailbox;
        this.log = log;
        this.uptime = uptime;
    }

    @Override
    public void accept(Action action) {
        if (action instanceof Action.Note note) {
            file("journal", () -> parts.files().note(note.entry()));
        } else if (action instanceof Action.Tell tell) {
            parts.reports().tell(tell.event(), tell.guest(), tell.words());
        } else if (action instanceof Action.Say say) {
            log.say(say.words());
        } else if (action instanceof Action.WriteDeadline write) {
            file("slot record", () -> parts.files().deadline(write.slotRecord()));
        } else if (action instanceof Action.MoveEnd move) {
            file("new end", () -> moveEnd(move));
        } else if (action instanceof Action.GiveNotice give) {
            file("notice", () -> parts.files().notice(give.notice(), give.words()));
        } else {
            background(action);
        }
    }

    private void moveEnd(Action.MoveEnd move) throws IOException {
        parts.files().note(move.entry());
        parts.files().deadline(move.slotRecord());
        parts.reports().done(move.instruction(), Report.Event.END_MOVED);
    }

    private void background(Action action) {
        if (action instanceof Action.Prepare prepare) {
            inBackground(
                    "create-" + prepare.guest().index(),
                    () -> post(parts.guests().create(prepare.guest())));
        } else if (action instanceof Action.Create create) {
            inBackground("go-" + create.guest().index(), () -> go(create.guest()));
        } else if (action instanceof Action.Look) {
            inBackground("look", this::look);
        } else if (action instanceof Action.AwaitEvents) {
            inBackground("domain-events", () -> parts.domainEvents().pass());
        } else if (action instanceof Action.AskShutdown ask) {
            inBackground("shutdown-" + ask.index(), () -> post(parts.guests().shutDown(ask, log)));
        } else if (action instanceof Action.Claim claim) {
            inBackground("claim", () -> parts.claimer().claim(claim(claim.job())));
        } else if (action instanceof Action.Judge judge) {
            inBackground("judge", () -> post(ruling(parts.policy(), judge.order())));
        } else if (action instanceof Action.WriteRecord write) {
            inBackground("record", () -> post(recorded(write)));
        } else if (action instanceof Action.MakeRoom) {
            inBackground("room", () -> post(parts.room().make()));
        } else if (action instanceof Action.Converse) {
            SlotCall call = new SlotCall(setting.slot(), setting.nonce());
            inBackground("conversation", () -> parts.conversation().listen(call));
            inBackground("reports", () -> parts.reports().send());
        }
    }

    private void go(GuestOrder guest) {
        parts.guests().go(guest.index(), parts.policy().again(judged.guests().get(guest.index()), guest));
    }

    /** The consoles are no hurry: a look comes once a minute, and is what costs. */
    private void look() throws InterruptedException {
        post(parts.guests().look(uptime.millis()));
        parts.consoles().tidy();
    }

    private Claim claim(String job) {
        return new Claim(
                setting.slot(),
                job,
                setting.node(),
                setting.nonce(),
                setting.bootId(),
                Peer.own(),
                parts.facts().read());
    }

    private Event ruling(NodePolicy policy, Order order) {
        judged = order;
        Ruling ruling = policy.rule(order, setting.slot(), setting.nonce());
        if (ruling instanceof Ruling.Accepted accepted) {
            return new Event.OrderAccepted(accepted.order());
        }
        return new Event.OrderRefused(((Ruling.Refused) ruling).violations());
    }

    private Event recorded(Action.WriteRecord write) {
        try {
            parts.files().record(write.slotRecord());
        } catch (IOException e) {
            return new Event.Broken("the slot record cannot be written: " + e);
        }
        try {
            parts.guard().arm();
            return new Event.Recorded();
        } catch (IOException e) {
            return new Event.Broken("the guard cannot be armed: " + e);
        }
    }

    private void post(Event event) {
        mailbox.post(event);
    }

    private interface FileWork {
        void run() throws IOException;
    }

    /** A full /run must not keep a slot from ending: it is said, and the slot goes on. */
    private void file(String what, FileWork work) {
        try {
            work.run();
        } catch (IOException e) {
            log.say("the " + what + " cannot be written: " + e);
        }
    }

    interface Work {
        void run() throws InterruptedException;
    }

    void inBackground(String name, Work work) {
        Thread thread = new Thread(() -> guarded(name, work), name);
        thread.setDaemon(true);
        thread.start();
    }

    private void guarded(String name, Work work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            mailbox.post(new Event.Broken(name + ": " + e));
        }
    }
}
