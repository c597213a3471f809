package org.vmpilot.agent.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.vmpilot.guard.Deadlines;
import org.vmpilot.guard.LrmJob;
import org.vmpilot.guard.LrmName;
import org.vmpilot.guard.SlotRecord;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.GuestSpec;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.TeardownBudget;
import org.vmpilot.vmm.ShutdownOutcome;

/** Values that tests begin with: a slot of two guests that began at uptime 100 s. */
final class Samples {
    static final SlotKey SLOT = SlotKey.parse("vabcdefga1.2");
    static final long STARTED = 100_000;
    static final long NOW = 101_000;
    static final LrmJob JOB = new LrmJob("12", "12", LrmName.SLURM);
    static final Duration DURATION = Duration.ofMinutes(10);
    static final Duration WALLTIME = Duration.ofMinutes(20);
    static final Duration POLITE = Duration.ofSeconds(30);
    static final SlotSetting SETTING =
            new SlotSetting(SLOT, "node01", "0123456789abcdef0123456789abcdef", "boot-id", new Deadlines(STARTED), 8);

    private Samples() {}

    static GuestOrder guest(int index, org.vmpilot.protocol.Ending ending) {
        GuestSpec spec = new GuestSpec(
                128,
                1,
                new Boot.Kernel("/k/kernel", Optional.empty(), ""),
                List.of(),
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                ending);
        return new GuestOrder(index, "worker-" + (index + 1), spec);
    }

    static Order order(boolean go) {
        return order(go, new org.vmpilot.protocol.Ending.Shutdown(Duration.ofSeconds(20)));
    }

    static Order order(boolean go, org.vmpilot.protocol.Ending ending) {
        return new Order(
                SLOT,
                "node01",
                SETTING.nonce(),
                "lease",
                List.of(guest(0, ending), guest(1, ending)),
                DURATION,
                WALLTIME,
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                new TeardownBudget(POLITE, Duration.ofSeconds(15), Duration.ofSeconds(5)),
                go);
    }

    static Arriving arriving() {
        return new Arriving(SETTING);
    }

    static Claiming claiming() {
        return new Claiming(SETTING, JOB);
    }

    static Judging judging() {
        return new Judging(SETTING, JOB, NOW);
    }

    static Preparing preparing(Order order) {
        return (Preparing)
                judging().orderAccepted(new Event.OrderAccepted(order), NOW).state();
    }

    static Ready ready() {
        return (Ready) preparing(order(false))
                .roomMade(new Event.RoomMade("reached"), NOW)
                .state();
    }

    /** Both guests are being created. */
    static Live starting() {
        return (Live) ready().go(NOW).state();
    }

    /** Both guests are up. */
    static Live live() {
        return up(starting());
    }

    static Live up(Live live) {
        SlotState state = live;
        for (GuestRun guest : live.guests()) {
            state = state.created(new Event.Created(guest.index(), OptionalInt.of(7 + guest.index())), NOW)
                    .state();
        }
        return (Live) state;
    }

    /** Both guests were asked. */
    /** The second guest has taken notice; the first one's shutdown is still being asked for. */
    static Ending ending() {
        SlotState ending =
                live().end(new Event.End(Notice.LEASE_ENDED, "enough"), NOW).state();
        return (Ending)
                ending.asked(new Event.Asked(1, ShutdownOutcome.ASKED), NOW).state();
    }

    static SlotRecord slotRecord() {
        return preparing(order(false)).run().slotRecord();
    }

    /** What actions say, in short. */
    static List<String> shown(List<Action> actions) {
        List<String> shown = new ArrayList<>();
        for (Action action : actions) {
            if (action instanceof Action.Note note) {
                shown.add("note " + (note.entry().event() + " " + note.entry().details()).strip());
            } else if (action instanceof Action.GiveNotice give) {
                shown.add("notice " + give.notice());
            } else if (action instanceof Action.Tell tell) {
                shown.add("tell " + tell.event());
            } else if (action instanceof Action.Create create) {
                shown.add("create " + create.guest().index());
            } else if (action instanceof Action.Prepare prepare) {
                shown.add("prepare " + prepare.guest().index());
            } else if (action instanceof Action.AskShutdown ask) {
                shown.add("ask " + ask.index() + " " + ask.patience().toSeconds() + "s");
            } else if (action instanceof Action.Claim claim) {
                shown.add("claim as " + claim.job());
            } else {
                shown.add(action.getClass().getSimpleName());
            }
        }
        return shown;
    }
}
