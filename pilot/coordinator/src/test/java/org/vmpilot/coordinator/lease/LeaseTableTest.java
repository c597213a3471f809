package org.vmpilot.coordinator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.LeaseRequest.OnSlotLoss;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Verdict;

/** Every (state, event) cell of a lease of two slots, in the notation of {@link SlotTableTest}. */
class LeaseTableTest {
    private static final SlotKey ONE = new SlotKey(States.TOKEN, 1, 1);
    private static final SlotKey TWO = new SlotKey(States.TOKEN, 1, 2);

    /**
     * Columns: WAITING, ASSEMBLING while the submit is asked, lost, looked for once, answered; RETURNING, ACTIVE, ENDING, ENDED.
     * Slot events are of slot 1; in RETURNING, ENDING and ENDED both slots were claimed.
     */
    private static final String TABLE = """
        Start          ASSEMBLING !         !         !         !         !         !       !     !
        Accepted       !          -         !         !         !         !         !       !     !
        Denied         !          ENDED     !         !         !         !         !       !     !
        Postponed      !          WAITING   !         !         !         !         !       !     !
        AnswerLost     !          -         !         !         !         !         !       !     !
        LookedFound    !          !         -         -         !         !         !       !     !
        LookedNothing  !          !         -         WAITING   !         !         !       !     !
        GiveBack       !          RETURNING RETURNING RETURNING RETURNING !         !       !     !
        HoldBack       -          RETURNING RETURNING RETURNING RETURNING -         -       -     -
        NewEnd         -          -         -         -         -         -         -       !     !
        EndWanted      ENDED      ENDING    ENDING    ENDING    ENDING    ENDING    ENDING  -     -
        KillAll        ENDED      ENDING    ENDING    ENDING    ENDING    ENDING    ENDING  -     -
        Cancelled      -          -         -         -         -         -         -       -     -
        Tick           -          -         -         -         -         -         -       -     -
        TickLate       -          -         -         -         -         -         ENDING  -     -
        ClaimedOne     !          -         -         -         -         -         -       -     -
        AllReady       !          ACTIVE    ACTIVE    ACTIVE    ACTIVE    -         -       -     -
        OneReadyLate   !          RETURNING RETURNING RETURNING RETURNING -         ENDING  -     -
        OneClaimedLate !          RETURNING RETURNING RETURNING RETURNING -         ENDING  -     -
        OneLost        !          RETURNING RETURNING RETURNING RETURNING -         ENDING  -     -
        GuestFailed    !          !         !         !         !         -         ENDING  -     -
        GuestsEnded    !          !         !         !         !         -         -       -     -
        AllCertified   !          !         !         !         !         WAITING   ENDED   ENDED -
        JobsOver       -          -         -         -         WAITING   -         -       -     -
        """;

    @TestFactory
    List<DynamicTest> everyCell() {
        List<DynamicTest> cells = new ArrayList<>();
        Map<String, Lease> states = states();
        for (String line : TABLE.lines().toList()) {
            List<String> words = States.words(line);
            assertThat(words).as(line).hasSize(states.size() + 1);
            int column = 1;
            for (Map.Entry<String, Lease> state : states.entrySet()) {
                String cell = words.get(column++);
                String name = state.getKey() + " " + words.get(0) + " " + cell;
                cells.add(DynamicTest.dynamicTest(name, () -> check(state.getValue(), words.get(0), cell)));
            }
        }
        return cells;
    }

    private static void check(Lease lease, String row, String cell) {
        Lease next = lease;
        List<Entry> entries = new ArrayList<>();
        for (LeaseEvent event : events(row)) {
            boolean late = row.endsWith("Late") && event instanceof LeaseEvent.Tick;
            Instant now = late ? States.NOW.plus(Duration.ofHours(1)) : States.NOW;
            LeaseStep step = LeaseMachine.apply(next, event, now, States.TIMING);
            entries.addAll(step.entries());
            next = step.lease();
        }
        boolean impossible = entries.stream().anyMatch(entry -> entry.event() == EventType.IMPOSSIBLE);
        assertThat(impossible).as(entries.toString()).isEqualTo(cell.equals("!"));
        LeaseState expected = cell.equals("-") || cell.equals("!") ? lease.state() : LeaseState.valueOf(cell);
        assertThat(next.state()).as(entries.toString()).isEqualTo(expected);
    }

    private static Lease after(Lease lease, String... rows) {
        Lease next = lease;
        for (String row : rows) {
            for (LeaseEvent event : events(row)) {
                next = LeaseMachine.apply(next, event, States.BEGIN, States.TIMING)
                        .lease();
            }
        }
        return next;
    }

    private static Map<String, Lease> states() {
        Map<String, Lease> states = new LinkedHashMap<>();
        Lease waiting = Lease.create(States.TOKEN, States.request(2, OnSlotLoss.END), States.BEGIN);
        Lease asked = after(waiting, "Start");
        Lease lost = after(asked, "AnswerLost");
        Lease answered = after(asked, "Accepted");
        Lease claimed = after(answered, "ClaimedOne", "ClaimedTwo");
        Lease active = after(answered, "AllReady");
        states.put("WAITING", waiting);
        states.put("ASSEMBLING (asked)", asked);
        states.put("ASSEMBLING (lost)", lost);
        states.put("ASSEMBLING (looked once)", after(lost, "LookedNothing"));
        states.put("ASSEMBLING (answered)", answered);
        states.put("RETURNING", after(claimed, "OnePolicy"));
        states.put("ACTIVE", active);
        states.put("ENDING", after(active, "EndWanted"));
        states.put("ENDED", after(active, "EndWanted", "AllCertified"));
        return states;
    }

    private static List<LeaseEvent> events(String row) {
        LeaseEvent tick = new LeaseEvent.Tick(Map.of());
        return switch (row) {
            case "Start" -> List.of(new LeaseEvent.Start());
            case "Accepted" -> List.of(new LeaseEvent.Accepted(List.of("12[1]", "12[2]")));
            case "Denied" -> List.of(new LeaseEvent.Denied("no such queue"));
            case "Postponed" -> List.of(new LeaseEvent.Postponed("busy", States.NOW));
            case "AnswerLost" -> List.of(new LeaseEvent.AnswerLost("no answer"));
            case "LookedFound" -> List.of(new LeaseEvent.Looked(true, Map.of(1, List.of("12[1]"))));
            case "LookedNothing" -> List.of(new LeaseEvent.Looked(false, Map.of()));
            case "GiveBack" -> List.of(new LeaseEvent.GiveBack("it has waited for too long"));
            case "HoldBack" ->
                List.of(new LeaseEvent.HoldBack(Closure.of(ReasonCode.HELD, "held by ops", Optional.empty())));
            case "NewEnd" ->
                List.of(new LeaseEvent.Changed(
                        Optional.of(Duration.ofMinutes(90)), Optional.empty(), "changed by somebody"));
            case "EndWanted" -> List.of(new LeaseEvent.EndWanted("by hand"));
            case "KillAll" -> List.of(new LeaseEvent.KillAll("kill-all"));
            case "Cancelled" -> List.of(new LeaseEvent.Cancelled(Set.of("12[1]", "12[2]")));
            case "Tick", "TickLate" -> List.of(tick);
            case "ClaimedOne" -> List.of(claimed(ONE, "1"));
            case "ClaimedTwo" -> List.of(claimed(TWO, "2"));
            case "AllReady" -> List.of(claimed(ONE, "1"), claimed(TWO, "2"), ready(ONE), ready(TWO));
            case "OneReadyLate" -> List.of(claimed(ONE, "1"), ready(ONE), tick);
            case "OneClaimedLate" -> List.of(claimed(ONE, "1"), tick);
            case "OneLost" -> List.of(claimed(ONE, "1"), report(Report.Event.ENDING, "PREEMPTED"));
            case "OnePolicy" -> List.of(report(Report.Event.POLICY, "too much memory"));
            case "GuestFailed" -> List.of(report(Report.Event.GUEST_FAILED, "exit 3"));
            case "GuestsEnded" -> List.of(report(Report.Event.ENDING, "GUESTS_ENDED"));
            case "AllCertified" -> List.of(certified(ONE), certified(TWO));
            case "JobsOver" ->
                List.of(new LeaseEvent.OfSlots(Map.of(
                        ONE, new SlotEvent.Seen("12[1]", States.sight(Job.State.ENDED)),
                        TWO, new SlotEvent.Seen("12[2]", States.sight(Job.State.ENDED)))));
            default -> throw new IllegalArgumentException(row);
        };
    }

    private static LeaseEvent claimed(SlotKey slot, String nonce) {
        Holder holder = new Holder("node" + slot.index(), "12[" + slot.index() + "]", nonce, "boot");
        return new LeaseEvent.OfSlot(slot, new SlotEvent.Claimed(holder));
    }

    private static LeaseEvent ready(SlotKey slot) {
        return new LeaseEvent.OfSlot(slot, new SlotEvent.Ready());
    }

    private static LeaseEvent certified(SlotKey slot) {
        return new LeaseEvent.OfSlot(slot, States.certified(Verdict.CLEAN));
    }

    private static LeaseEvent report(Report.Event event, String words) {
        OptionalInt guest = event == Report.Event.GUEST_FAILED ? OptionalInt.of(0) : OptionalInt.empty();
        return new LeaseEvent.OfSlot(ONE, new SlotEvent.Reported(new Report(ONE, "1", 1, event, 500, guest, words)));
    }

    @Test
    void everyEventOfTheMachineStandsInTheTable() {
        Set<Class<?>> seen = new LinkedHashSet<>();
        TABLE.lines().forEach(line -> events(States.words(line).get(0)).forEach(event -> seen.add(event.getClass())));
        assertThat(seen).containsExactlyInAnyOrder(LeaseEvent.class.getPermittedSubclasses());
    }

    @Test
    void theLastAttemptThatFailsEndsTheLeaseAndSaysWhy() {
        Lease lease = Lease.create(States.TOKEN, States.request(2, OnSlotLoss.END), States.BEGIN);
        for (int attempt = 1; attempt <= 3; attempt++) {
            lease = after(lease, "Start", "AnswerLost", "LookedNothing", "LookedNothing");
        }
        assertThat(lease.state()).isEqualTo(LeaseState.ENDED);
        assertThat(lease.notice()).contains(Notice.FAILED);
        assertThat(lease.reason())
                .startsWith("gave up after 3 attempts; attempt 3:")
                .contains("asked twice");
        assertThat(lease.settled()).isTrue();
    }

    @Test
    void aLostSlotOfALeaseThatContinuesEndsItOnlyIfItIsTheLast() {
        Lease lease = Lease.create(States.TOKEN, States.request(2, OnSlotLoss.CONTINUE), States.BEGIN);
        Lease active = after(lease, "Start", "Accepted", "AllReady");
        Lease one = LeaseMachine.apply(active, report(Report.Event.ENDING, "PREEMPTED"), States.NOW, States.TIMING)
                .lease();
        assertThat(one.state()).isEqualTo(LeaseState.ACTIVE);
        SlotEvent other = new SlotEvent.Certified(Verdict.CLEAN, Optional.of(Notice.SUSPENDED), "", Map.of());
        Lease none = LeaseMachine.apply(one, new LeaseEvent.OfSlot(TWO, other), States.NOW, States.TIMING)
                .lease();
        assertThat(none.state()).isEqualTo(LeaseState.ENDING);
        assertThat(none.notice()).contains(Notice.PREEMPTED);
    }
}
