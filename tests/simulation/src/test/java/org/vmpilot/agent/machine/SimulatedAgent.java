package org.vmpilot.agent.machine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.vmpilot.guard.Deadlines;
import org.vmpilot.guard.LrmName;
import org.vmpilot.host.Backoff;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.Order;
import org.vmpilot.tests.simulation.NodeSide;
import org.vmpilot.tests.simulation.SimulatedProcess;
import org.vmpilot.vmm.DomainState;

/** One life of the agent in virtual time: its machine as it is; its loop and its effects as docs/node.md has them. */
public final class SimulatedAgent {
    private static final int REFUSED_BY_BARRIER = 75;

    private final NodeSide node;
    private final SimulatedProcess process;
    private final LrmName lrm;
    private final SlotSetting setting;
    private final SimulatedConversation conversation;
    private final Backoff claiming = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), new Random(1));
    private final boolean takesUnknownForGone;
    private SlotState state;
    private long wakeAt = Long.MAX_VALUE;

    /**
     * @param startedMs uptime at which vmpilot-node began
     * @param takesUnknownForGone the broken variant
     */
    public SimulatedAgent(
            NodeSide node,
            SimulatedProcess process,
            LrmName lrm,
            String nonce,
            long startedMs,
            boolean takesUnknownForGone) {
        this.node = node;
        this.process = process;
        this.lrm = lrm;
        this.setting = new SlotSetting(node.slot(), node.machine(), nonce, node.bootId(), new Deadlines(startedMs), 8);
        this.conversation = new SimulatedConversation(node, process, setting, this::post);
        this.takesUnknownForGone = takesUnknownForGone;
    }

    /** Its main begins. */
    public void begin(String job) {
        process.step("agent begins");
        if (node.barrier()) {
            process.end();
            return;
        }
        state = new Arriving(setting);
        wake();
        post(new Event.Introduced(job, lrm));
    }

    public void signal(String name) {
        post(new Event.Signalled(name));
    }

    public void jobOver() {
        post(new Event.JobOver());
    }

    public void term() {
        post(new Event.Stopping());
    }

    private void post(Event event) {
        if (state != null && process.alive()) {
            step(event);
            if (process.alive()) {
                step(new Event.Tick());
                wake();
            }
        }
    }

    private void wake() {
        long at = state.wakeAt();
        if (at < wakeAt) {
            wakeAt = at;
            process.in(at - node.uptime(), () -> {
                if (wakeAt == at) {
                    wakeAt = Long.MAX_VALUE;
                    step(new Event.Tick());
                    if (process.alive()) {
                        wake();
                    }
                }
            });
        }
    }

    private void step(Event event) {
        if (!process.alive()) {
            return;
        }
        Step step = event.on(state, node.uptime());
        boolean news = step.state().getClass() != state.getClass();
        if (news) {
            process.step(
                    state.getClass().getSimpleName() + " " + event.getClass().getSimpleName());
        }
        for (Action action : step.actions()) {
            act(action);
        }
        state = step.state();
        if (state instanceof Ready || state instanceof Live) {
            node.isReady();
        }
        if (state instanceof Left) {
            process.step("leaves");
            node.toOutbox(conversation.unconfirmed());
            process.end();
        }
    }

    private void act(Action action) {
        if (action instanceof Action.Note note) {
            node.note(note.entry().atMs(), note.entry().event(), note.entry().details());
        } else if (action instanceof Action.Tell tell) {
            conversation.tell(tell);
        } else if (action instanceof Action.GiveNotice give) {
            process.step("notice " + give.notice());
            node.notice(give.notice());
        } else if (action instanceof Action.WriteDeadline write) {
            process.step("deadline");
            node.deadline(write.slotRecord());
        } else if (action instanceof Action.MoveEnd move) {
            process.step("new end");
            node.note(move.entry().atMs(), move.entry().event(), move.entry().details());
            node.deadline(move.slotRecord());
            process.step("moved");
            conversation.done(move.instruction());
        } else if (action instanceof Action.Look) {
            long beganMs = node.uptime();
            node.look(seen -> look(beganMs, seen));
        } else if (action instanceof Action.AskShutdown ask) {
            node.askShutdown(ask.uuid(), outcome -> post(new Event.Asked(ask.index(), outcome)));
        } else {
            prepare(action);
        }
    }

    private void prepare(Action action) {
        if (action instanceof Action.Create create) {
            process.step("create");
            int index = create.guest().index();
            node.create(index, code -> created(index, code));
        } else if (action instanceof Action.Claim claim) {
            process.step("claim");
            claim(claim.job());
        } else if (action instanceof Action.Judge judge) {
            process.in(10, () -> judged(judge.order()));
        } else if (action instanceof Action.WriteRecord write) {
            process.in(20, () -> recorded(write));
        } else if (action instanceof Action.MakeRoom) {
            process.step("room");
            node.makeRoom(made -> post(made ? new Event.RoomMade("") : new Event.Broken("no room")));
        } else if (action instanceof Action.Converse) {
            conversation.begin();
        }
        // Prepare has no effect that another could see; nobody tells of ends here (AwaitEvents), so that looks must
        // find them.
    }

    private void look(long beganMs, Optional<Map<String, DomainState>> seen) {
        if (seen.isPresent() || takesUnknownForGone) {
            post(new Event.Looked(beganMs, seen.orElse(Map.of())));
        } else {
            post(new Event.LookFailed("xl does not answer"));
        }
    }

    private void created(int index, int code) {
        if (code == 0) {
            post(new Event.Created(index, OptionalInt.empty()));
        } else {
            post(new Event.CreateFailed(index, code, code == REFUSED_BY_BARRIER ? "refused" : "failed"));
        }
    }

    private void claim(String job) {
        node.claim(job, setting.nonce(), answer -> answered(job, answer), () -> claimAgain(job));
    }

    private void answered(String job, ClaimAnswer answer) {
        if (answer instanceof ClaimAnswer.Granted granted) {
            post(new Event.Granted(granted.order()));
        } else if (answer instanceof ClaimAnswer.Refused refused) {
            post(new Event.ClaimRefused(refused.words()));
        } else {
            claimAgain(job);
        }
    }

    private void claimAgain(String job) {
        process.in(claiming.next().toMillis(), () -> claim(job));
    }

    private void judged(Order order) {
        boolean ours = order.slot().equals(setting.slot()) && order.nonce().equals(setting.nonce());
        post(
                ours && node.policyAccepts(order)
                        ? new Event.OrderAccepted(order)
                        : new Event.OrderRefused(List.of(node.policyWords())));
    }

    private void recorded(Action.WriteRecord write) {
        process.step("record");
        if (node.record(write.slotRecord())) {
            node.arm(() -> {
                process.step("armed");
                post(new Event.Recorded());
            });
        } else {
            post(new Event.Broken("the slot record cannot be written"));
        }
    }
}
