package org.vmpilot.coordinator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.vmpilot.protocol.LeaseRequest.OnSlotLoss;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Verdict;

/** Each reason has its code, each lease that ended its result, and docs/states.md has them all. */
class ReasonTest {
    private static final Path PAGE = Path.of(System.getProperty("vmpilot.root")).resolve("docs/states.md");
    private static final SlotKey ONE = new SlotKey(States.TOKEN, 1, 1);
    private static final SlotKey TWO = new SlotKey(States.TOKEN, 1, 2);

    private static Lease after(Lease lease, LeaseEvent... events) {
        return at(lease, States.NOW, events);
    }

    private static Lease at(Lease lease, Instant now, LeaseEvent... events) {
        Lease next = lease;
        for (LeaseEvent event : events) {
            next = LeaseMachine.apply(next, event, now, States.TIMING).lease();
        }
        return next;
    }

    private static Lease fresh(int slots, OnSlotLoss onSlotLoss) {
        return Lease.create(States.TOKEN, States.request(slots, onSlotLoss), Owner.UNKNOWN, States.BEGIN);
    }

    private static LeaseEvent of(SlotKey slot, SlotEvent event) {
        return new LeaseEvent.OfSlot(slot, event);
    }

    /** Of two slots, both LIVE. */
    private static Lease live(OnSlotLoss onSlotLoss) {
        return after(
                fresh(2, onSlotLoss),
                new LeaseEvent.Start(),
                new LeaseEvent.Accepted(List.of("12", "13")),
                of(ONE, new SlotEvent.Claimed(States.HOLDER)),
                of(TWO, new SlotEvent.Claimed(new Holder("node2", "13", "1".repeat(32), "boot"))),
                of(ONE, new SlotEvent.Ready()),
                of(TWO, new SlotEvent.Ready()));
    }

    private static LeaseEvent ends(SlotKey slot, String words) {
        return of(
                slot,
                new SlotEvent.Reported(new Report(
                        slot, "0".repeat(32), 1, Report.Event.ENDING, 500, java.util.OptionalInt.empty(), words)));
    }

    private static LeaseEvent home(SlotKey slot, Notice notice) {
        return of(slot, new SlotEvent.Certified(Verdict.CLEAN, Optional.of(notice), "", Map.of()));
    }

    private static void check(Lease lease, ReasonCode code, Result result) {
        assertThat(lease.state()).isEqualTo(LeaseState.ENDED);
        assertThat(lease.reasonCode()).contains(code);
        assertThat(lease.resultOfEnd()).contains(result);
        assertThat(lease.slots())
                .allSatisfy(slot -> assertThat(slot.reasonCode()).isPresent());
    }

    @Test
    void aLeaseWhoseDurationPassedHasSucceeded() {
        Lease over = after(
                live(OnSlotLoss.END),
                ends(ONE, "LEASE_ENDED: its duration is over"),
                home(ONE, Notice.LEASE_ENDED),
                home(TWO, Notice.LEASE_ENDED));

        check(over, ReasonCode.DURATION_OVER, Result.SUCCEEDED);
    }

    @Test
    void aLeaseWhoseGuestsAllEndedHasSucceeded() {
        Lease over = after(live(OnSlotLoss.END), home(ONE, Notice.GUESTS_ENDED), home(TWO, Notice.GUESTS_ENDED));

        check(over, ReasonCode.GUESTS_ENDED, Result.SUCCEEDED);
    }

    @Test
    void oneThatWentOnWithoutASlotIsIncompleteAndOneThatEndedWithItHasFailed() {
        Lease goesOn = after(live(OnSlotLoss.CONTINUE), home(ONE, Notice.PREEMPTED));
        assertThat(goesOn.state()).isEqualTo(LeaseState.ACTIVE);
        assertThat(goesOn.resultOfEnd()).isEmpty();
        check(after(goesOn, home(TWO, Notice.LEASE_ENDED)), ReasonCode.DURATION_OVER, Result.INCOMPLETE);
        check(after(goesOn, home(TWO, Notice.GUESTS_ENDED)), ReasonCode.SLOT_LOST, Result.FAILED);

        Lease ended = after(live(OnSlotLoss.END), home(ONE, Notice.PREEMPTED), home(TWO, Notice.LEASE_ENDED));
        check(ended, ReasonCode.SLOT_LOST, Result.FAILED);
        assertThat(ended.slot(ONE).orElseThrow().reasonCode()).contains(ReasonCode.JOB_PREEMPTED);
    }

    @Test
    void oneThatSomebodyEndedIsCancelledBeforeGoAndAfter() {
        LeaseEvent end = new LeaseEvent.EndWanted("ended by request");

        check(after(fresh(2, OnSlotLoss.END), end), ReasonCode.ENDED_BY_REQUEST, Result.CANCELLED);
        check(
                after(live(OnSlotLoss.END), end, home(ONE, Notice.LEASE_ENDED), home(TWO, Notice.LEASE_ENDED)),
                ReasonCode.ENDED_BY_REQUEST,
                Result.CANCELLED);
    }

    @Test
    void killAllKillsAndWhatEndedBeforeStaysWhatItWas() {
        LeaseEvent kill = new LeaseEvent.KillAll("kill-all");
        LeaseEvent end = new LeaseEvent.EndWanted("ended by request");

        check(after(fresh(1, OnSlotLoss.END), kill), ReasonCode.KILL_ALL, Result.KILLED);
        check(
                after(live(OnSlotLoss.END), end, kill, home(ONE, Notice.KILL_ALL), home(TWO, Notice.KILL_ALL)),
                ReasonCode.ENDED_BY_REQUEST,
                Result.CANCELLED);
    }

    @Test
    void whatNeverGotGoHasFailed() {
        Lease refused =
                after(fresh(1, OnSlotLoss.END), new LeaseEvent.Start(), new LeaseEvent.Denied("no such account: gold"));
        check(refused, ReasonCode.LRM_REFUSED, Result.FAILED);

        Lease lease = fresh(1, OnSlotLoss.END);
        for (int attempt = 1; attempt <= States.TIMING.attempts(); attempt++) {
            SlotKey slot = new SlotKey(States.TOKEN, attempt, 1);
            lease = after(
                    lease,
                    new LeaseEvent.Start(),
                    new LeaseEvent.Accepted(List.of("1" + attempt)),
                    of(slot, new SlotEvent.Missing(States.NOW.plusSeconds(1))),
                    of(slot, new SlotEvent.Missing(States.NOW.plusSeconds(2))));
            if (attempt == 1) {
                assertThat(lease.reasonCode()).contains(ReasonCode.RETRY_LATER);
            }
        }
        check(lease, ReasonCode.ATTEMPTS_SPENT, Result.FAILED);
        assertThat(lease.slot(ONE).orElseThrow().reasonCode()).contains(ReasonCode.JOB_ENDED_UNCLAIMED);
    }

    @Test
    void aPilotThatCouldNotStartIsToldByItsExitCode() {
        Lease lease = after(
                fresh(1, OnSlotLoss.END),
                new LeaseEvent.Start(),
                new LeaseEvent.Accepted(List.of("12")),
                of(
                        ONE,
                        new SlotEvent.Seen(
                                "12",
                                new Sight(
                                        org.vmpilot.lrm.Job.State.ENDED,
                                        Optional.of("lrm1"),
                                        Optional.of("exit status 78"),
                                        States.NOW))));

        assertThat(lease.slot(ONE).orElseThrow().reasonCode()).contains(ReasonCode.PILOT_COULD_NOT_START);
        assertThat(lease.state()).isEqualTo(LeaseState.WAITING);
    }

    @Test
    void whatTheVerdictIsLaterChangedToIsAnEventOfTheLease() {
        Lease over = at(
                after(
                        live(OnSlotLoss.END),
                        new LeaseEvent.EndWanted("ended by request"),
                        home(TWO, Notice.LEASE_ENDED),
                        of(ONE, new SlotEvent.Seen("12", States.sight(org.vmpilot.lrm.Job.State.ENDED)))),
                States.NOW.plusSeconds(1000),
                new LeaseEvent.Tick(Map.of()));
        check(over, ReasonCode.ENDED_BY_REQUEST, Result.CANCELLED);
        assertThat(over.verdict()).contains(Verdict.UNKNOWN);

        LeaseStep late =
                LeaseMachine.apply(over, home(ONE, Notice.LEASE_ENDED), States.NOW.plusSeconds(2000), States.TIMING);

        assertThat(late.lease().verdict()).contains(Verdict.CLEAN);
        assertThat(late.entries()).anySatisfy(entry -> {
            assertThat(entry.slot()).isEmpty();
            assertThat(entry.event()).isEqualTo(EventType.CHANGED);
            assertThat(entry.facts().verdict()).contains(Verdict.CLEAN);
            assertThat(entry.facts().result()).contains(Result.CANCELLED);
        });
    }

    @Test
    void thePageHasEveryCodeEveryResultAndEveryEvent() throws IOException {
        assertThat(rows("## Reason codes")).isEqualTo(names(ReasonCode.values()));
        assertThat(rows("## Result")).isEqualTo(names(Result.values()));
        assertThat(rows("## Events of a lease's history")).isEqualTo(names(EventType.values()));
    }

    private static Set<String> names(Enum<?>[] words) {
        Set<String> names = new TreeSet<>();
        Arrays.stream(words).map(Enum::name).forEach(names::add);
        return names;
    }

    /** The words in capitals in the first cells of a section's table. */
    private static Set<String> rows(String head) throws IOException {
        String page = Files.readString(PAGE);
        String section = page.substring(page.indexOf(head) + head.length()).split("\n## ", 2)[0];
        Set<String> words = new TreeSet<>();
        section.lines().filter(line -> line.startsWith("| ")).forEach(line -> {
            Matcher word =
                    Pattern.compile("[A-Z_]{2,}").matcher(line.substring(2).split(" \\|", 2)[0]);
            while (word.find()) {
                words.add(word.group());
            }
        });
        return words;
    }
}
