package org.vmpilot.coordinator.lease;

import com.google.common.base.Splitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.Ending;
import org.vmpilot.protocol.GuestEnd;
import org.vmpilot.protocol.GuestGroup;
import org.vmpilot.protocol.GuestSpec;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseRequest.OnSlotLoss;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.TeardownBudget;
import org.vmpilot.protocol.Verdict;

/** Slots and leases in every state, made by the machines themselves, and events by name. */
final class States {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant NOW = BEGIN.plusSeconds(10);
    static final Timing TIMING = new Timing(
            Duration.ofSeconds(120),
            Duration.ofSeconds(600),
            new TeardownBudget(Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(5)),
            Duration.ofSeconds(60),
            Duration.ofSeconds(180),
            Duration.ofSeconds(30),
            3,
            Duration.ofHours(2),
            true);
    static final LeaseToken TOKEN = new LeaseToken("vabcdefg");
    static final Holder HOLDER = new Holder("node1", "12", "0".repeat(32), "boot");
    private static final Holder OTHER = new Holder("node2", "12", "1".repeat(32), "boot");

    private States() {}

    static LeaseRequest request(int slots, OnSlotLoss onSlotLoss) {
        GuestSpec guest = new GuestSpec(
                64,
                1,
                new Boot.Kernel("/k", Optional.empty(), ""),
                List.of(),
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Ending.Destroy());
        return new LeaseRequest(
                "test",
                Duration.ofHours(1),
                Optional.of("work"),
                Optional.empty(),
                Optional.empty(),
                LeaseRequest.NodeUse.EXCLUSIVE,
                1,
                onSlotLoss,
                List.of(new GuestGroup("guest", slots, guest)),
                Map.of(),
                Optional.empty());
    }

    /** The words of a table's line. */
    static List<String> words(String line) {
        return Splitter.on(' ').omitEmptyStrings().splitToList(line);
    }

    static Slot planned() {
        return Lease.create(TOKEN, request(1, OnSlotLoss.END), BEGIN).slots().get(0);
    }

    static Slot after(Slot slot, SlotEvent... events) {
        Slot next = slot;
        for (SlotEvent event : events) {
            next = SlotMachine.apply(next, event, BEGIN, TIMING).slot();
        }
        return next;
    }

    /** One slot in each state, in the states' order; ENDING twice: never claimed, and claimed. */
    static List<Slot> all() {
        Slot planned = planned();
        Slot submitting = after(planned, new SlotEvent.Submit());
        Slot queued = after(submitting, new SlotEvent.Submitted(Optional.of("12")));
        Slot claimed = after(queued, new SlotEvent.Claimed(HOLDER));
        Slot ready = after(claimed, new SlotEvent.Ready());
        Slot live = after(ready, new SlotEvent.Go());
        SlotEvent end = new SlotEvent.End(Notice.LEASE_ENDED, Reason.of(ReasonCode.ENDED_BY_REQUEST, "by hand"));
        Slot unclaimed = after(submitting, end);
        Slot ending = after(live, end);
        Slot ended = after(ending, certified(Verdict.CLEAN));
        Slot lost = SlotMachine.apply(
                        overNow(live), new SlotEvent.Tick(Optional.empty()), BEGIN.plusSeconds(200), TIMING)
                .slot();
        return List.of(planned, submitting, queued, claimed, ready, live, unclaimed, ending, ended, lost);
    }

    static Slot overNow(Slot slot) {
        return after(slot, new SlotEvent.Seen("12", sight(Job.State.ENDED)));
    }

    static Sight sight(Job.State state) {
        return new Sight(state, Optional.of("lrm1"), Optional.of("words"), BEGIN.plusSeconds(1));
    }

    static SlotEvent certified(Verdict verdict) {
        return new SlotEvent.Certified(verdict, Optional.of(Notice.LEASE_ENDED), "detail", Map.of(0, GuestEnd.POLITE));
    }

    static SlotEvent report(Report.Event event, String words) {
        SlotKey slot = new SlotKey(TOKEN, 1, 1);
        OptionalInt guest = event == Report.Event.GUEST_UP ? OptionalInt.of(0) : OptionalInt.empty();
        return new SlotEvent.Reported(new Report(slot, HOLDER.nonce(), 1, event, 500, guest, words));
    }

    /** The events of a row of the slot's table, one after another. */
    static List<SlotEvent> events(String name) {
        return switch (name) {
            case "Submit" -> List.of(new SlotEvent.Submit());
            case "Submitted" -> List.of(new SlotEvent.Submitted(Optional.of("12")));
            case "NotSubmitted" -> List.of(new SlotEvent.NotSubmitted(Reason.of(ReasonCode.LRM_REFUSED, "refused")));
            case "Postponed" -> List.of(new SlotEvent.Postponed());
            case "Claimed" -> List.of(new SlotEvent.Claimed(OTHER));
            case "ClaimedAgain" -> List.of(new SlotEvent.Claimed(HOLDER));
            case "ClaimRefused" -> List.of(new SlotEvent.ClaimRefused("the LRM runs the job elsewhere"));
            case "Ready" -> List.of(new SlotEvent.Ready());
            case "Go" -> List.of(new SlotEvent.Go());
            case "ReportUp" -> List.of(report(Report.Event.GUEST_UP, ""));
            case "ReportEnding" -> List.of(report(Report.Event.ENDING, "WALLTIME the LRM's limit"));
            case "ReportPolicy" -> List.of(report(Report.Event.POLICY, "too much memory"));
            case "End" ->
                List.of(new SlotEvent.End(Notice.LEASE_ENDED, Reason.of(ReasonCode.ENDED_BY_REQUEST, "by hand")));
            case "EndKillAll" ->
                List.of(new SlotEvent.End(Notice.KILL_ALL, Reason.of(ReasonCode.ENDED_BY_REQUEST, "kill-all")));
            case "NewEnd" -> List.of(new SlotEvent.NewEnd(Duration.ofMinutes(90)));
            case "Late" -> List.of(new SlotEvent.Late("it was not ready in time"));
            case "GivenBack" -> List.of(new SlotEvent.GivenBack("it has waited for too long"));
            case "HeldBack" -> List.of(new SlotEvent.HeldBack(Reason.of(ReasonCode.HELD, "held by ops")));
            case "SeenRunning" -> List.of(new SlotEvent.Seen("12", sight(Job.State.RUNNING)));
            case "SeenEnded" -> List.of(new SlotEvent.Seen("12", sight(Job.State.ENDED)));
            case "MissingOnce" -> List.of(new SlotEvent.Missing(BEGIN.plusSeconds(1)));
            case "MissingTwice" ->
                List.of(new SlotEvent.Missing(BEGIN.plusSeconds(1)), new SlotEvent.Missing(BEGIN.plusSeconds(3)));
            case "Released" ->
                List.of(
                        new SlotEvent.Released(Optional.empty()),
                        new SlotEvent.Released(Optional.of("the first node")));
            case "CancelTaken" -> List.of(new SlotEvent.CancelTaken());
            case "Certified" -> List.of(certified(Verdict.CLEAN));
            case "Tick" -> List.of(new SlotEvent.Tick(Optional.empty()));
            case "TickJobOver" ->
                List.of(new SlotEvent.Seen("12", sight(Job.State.ENDED)), new SlotEvent.Tick(Optional.empty()));
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Applies a row's events; a tick comes when everything that can be late is late. */
    static SlotStep apply(Slot slot, String name) {
        SlotStep step = SlotStep.same(slot);
        List<Entry> entries = new ArrayList<>();
        for (SlotEvent event : events(name)) {
            Instant now = event instanceof SlotEvent.Tick && !name.equals("Tick") ? NOW.plusSeconds(1000) : NOW;
            step = SlotMachine.apply(step.slot(), event, now, TIMING);
            entries.addAll(step.entries());
        }
        return new SlotStep(step.slot(), entries);
    }
}
