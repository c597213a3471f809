package org.vmpilot.agent.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmpilot.protocol.Ending.Destroy;
import org.vmpilot.protocol.Notice;
import org.vmpilot.vmm.DomainState;
import org.vmpilot.vmm.ShutdownOutcome;

/** What happens to a slot over time; the time is a number. */
class SlotLifeTest {
    private static final String ONE = Samples.guest(0, new Destroy()).uuid(Samples.SLOT);
    private static final String TWO = Samples.guest(1, new Destroy()).uuid(Samples.SLOT);
    private static final long UP = Samples.NOW;

    @Test
    void withoutALauncherTheAgentLeavesAfterTheStartAllowance() {
        long end = Samples.STARTED + Arriving.START_ALLOWANCE.toMillis();

        assertThat(Samples.arriving().tick(end - 1).state()).isInstanceOf(Arriving.class);
        assertThat(Samples.arriving().tick(end).state()).isEqualTo(new Left(Left.NOTHING_STARTED));
    }

    @Test
    void withoutACoordinatorTheAgentLeavesAfterTheStartAllowanceWithNothingTouched() {
        Step step = Samples.claiming().tick(Samples.claiming().wakeAt());

        assertThat(step.state()).isEqualTo(new Left(Left.NOTHING_STARTED));
        assertThat(Samples.shown(step.actions())).containsExactly("Say");
    }

    @Test
    void aLeaseOfOneSlotStartsItsGuestsAsSoonAsThereIsRoomAndTellsTheCoordinatorAfterwards() {
        Step step = Samples.preparing(Samples.order(true)).roomMade(new Event.RoomMade("reached"), UP);

        assertThat(step.state()).isInstanceOf(Live.class);
        assertThat(Samples.shown(step.actions()))
                .containsSubsequence("note READY", "WriteDeadline", "create 0", "create 1", "Converse");
    }

    @Test
    void withoutGoTheRoomIsGivenBackAfterTheAssemblyAllowance() {
        Ready ready = Samples.ready();
        long end = UP + Duration.ofMinutes(10).toMillis();

        assertThat(ready.tick(end - 1).state()).isEqualTo(ready);
        assertThat(Samples.shown(ready.tick(end).actions())).contains("notice FAILED");
        assertThat(ready.tick(end).state()).isEqualTo(new Left(1));
    }

    @Test
    void aNewEndCountsFromGoAndIsOnDiskBeforeItIsTold() {
        Step step = Samples.live().newEnd(new Event.NewEnd(3, Duration.ofMinutes(15)), UP + 60_000);
        long end = UP + Duration.ofMinutes(15).toMillis();

        assertThat(step.actions()).singleElement().isInstanceOfSatisfying(Action.MoveEnd.class, move -> {
            assertThat(move.slotRecord().deadlineMs()).isEqualTo(end);
            assertThat(move.entry().event() + " " + move.entry().details()).isEqualTo("END_MOVED deadline_ms=" + end);
            assertThat(move.instruction()).isEqualTo(3);
        });
        assertThat(step.state().wakeAt()).isLessThanOrEqualTo(end);
        assertThat(Samples.shown(step.state().tick(end).actions())).contains("notice LEASE_ENDED");
        assertThat(Samples.shown(step.state().tick(end - 1).actions())).doesNotContain("notice LEASE_ENDED");
    }

    @Test
    void noNewEndGoesBeyondWhatTheLrmWasAskedFor() {
        Step step = Samples.live().newEnd(new Event.NewEnd(1, Duration.ofHours(9)), UP);
        long walltime = ((Live) step.state()).run().walltime().atMs();

        assertThat(Samples.shown(step.state().tick(walltime).actions())).contains("notice WALLTIME");
    }

    @Test
    void oneThatIsOverAlreadyEndsTheSlotAtOnce() {
        Step step = Samples.live().newEnd(new Event.NewEnd(1, Duration.ofSeconds(1)), UP + 60_000);

        assertThat(step.state().wakeAt()).isLessThanOrEqualTo(UP + 60_000);
        assertThat(Samples.shown(step.state().tick(UP + 60_000).actions())).contains("notice LEASE_ENDED");
    }

    @Test
    void theLeaseEndsItsDurationAfterGo() {
        long end = UP + Samples.DURATION.toMillis();

        assertThat(Samples.live().tick(end - 1).state()).isInstanceOf(Live.class);
        assertThat(Samples.shown(Samples.live().tick(end).actions()))
                .contains("notice LEASE_ENDED", "ask 0 20s", "ask 1 20s");
    }

    @Test
    void aGoThatComesLateIsCutByTheWalltimeLessTheTeardownBudget() {
        long late = Samples.STARTED + Duration.ofMinutes(15).toMillis();
        Live live = (Live) Samples.ready().go(late).state();
        long end = Samples.STARTED
                + Samples.WALLTIME.toMillis()
                - Duration.ofSeconds(50).toMillis();

        assertThat(live.deadline().atMs()).isEqualTo(end);
        assertThat(Samples.shown(live.tick(end).actions())).contains("notice WALLTIME");
        assertThat(live.run().slotRecord().deadlineMs()).isEqualTo(end);
    }

    @Test
    void aStoppedAgentFindsItsDeadlinePassedWhenItGoesOn() {
        long longAfter = UP + Duration.ofHours(5).toMillis();

        Step step = Samples.live().signalled(new Event.Signalled("CONT"), longAfter);
        Step next = step.state().tick(longAfter);

        assertThat(Samples.shown(next.actions())).contains("notice LEASE_ENDED");
    }

    @Test
    void theLastGuestThatEndsEndsTheSlot() {
        SlotState state = looked(Samples.live(), UP + 1000, ONE);
        state = looked(state, UP + 4000, ONE);
        assertThat(((Live) state).guests())
                .extracting(GuestRun::stage)
                .containsExactly(GuestRun.Stage.UP, GuestRun.Stage.ENDED);

        state = looked(state, UP + 5000);
        Step last = state.looked(look(UP + 7000), UP + 7000);

        assertThat(last.state()).isEqualTo(new Left(0));
        assertThat(Samples.shown(last.actions())).contains("note ENDED index=0 how=by_itself", "notice GUESTS_ENDED");
    }

    @Test
    void aGuestThatRebootsIsMissingForAMomentAndHasNotEnded() {
        SlotState state = looked(Samples.live(), UP + 1000, TWO);
        assertThat(((Live) state).guests().get(0).stage()).isEqualTo(GuestRun.Stage.MISSING);

        state = looked(state, UP + 2500, ONE, TWO);
        assertThat(((Live) state).guests().get(0).stage()).isEqualTo(GuestRun.Stage.UP);

        state = looked(state, UP + 3500, TWO);
        assertThat(((Live) looked(state, UP + 5000, TWO)).guests().get(0).stage())
                .isEqualTo(GuestRun.Stage.MISSING);
    }

    /** Without its daemon a guest stays in its reboot for ever; what is not understood is nothing to conclude from. */
    @ParameterizedTest
    @EnumSource(names = {"REBOOTING", "PAUSED", "UNKNOWN"})
    void aGuestThatRebootsOrIsInAStateNobodyKnowsHasNotEnded(DomainState shown) {
        SlotState state = Samples.live();
        for (long at = UP + 1000; at < UP + 600_000; at += 1000) {
            Step step = state.looked(new Event.Looked(at, Map.of(ONE, shown, TWO, DomainState.ALIVE)), at);
            assertThat(step.actions()).isEmpty();
            state = step.state();
        }
        assertThat(((Live) state).guests()).allMatch(guest -> guest.stage() == GuestRun.Stage.UP && !guest.crashed());
    }

    /** The JVM's own codes must not say what only the agent knows. */
    @Test
    void thatNothingWasStartedIsNoCodeOfTheJvm() {
        assertThat(Left.NOTHING_STARTED).isNotIn(0, 1, 2, 3, 134, 137, 143);
    }

    @Test
    void aGuestThatStaysListedAfterItsEndHasEnded() {
        Event.Looked first = new Event.Looked(UP + 1000, Map.of(ONE, DomainState.CRASHED, TWO, DomainState.ALIVE));
        Event.Looked later = new Event.Looked(UP + 4000, Map.of(ONE, DomainState.CRASHED, TWO, DomainState.ALIVE));

        SlotState state = Samples.live().looked(first, UP + 1100).state();
        Step step = state.looked(later, UP + 4100);

        assertThat(step.actions())
                .anySatisfy(action -> assertThat(action)
                        .isInstanceOfSatisfying(
                                Action.Tell.class,
                                tell -> assertThat(tell.words()).isEqualTo("crashed")));
    }

    @Test
    void aLookThatBeganBeforeTheGuestWasUpSaysNothingAboutIt() {
        SlotState state = Samples.live().looked(look(UP - 1), UP + 100).state();

        assertThat(((Live) state).guests()).extracting(GuestRun::stage).containsOnly(GuestRun.Stage.UP);
    }

    @Test
    void looksThatFailConcludeNothingHoweverMany() {
        SlotState state = Samples.live();
        for (int i = 1; i < 100; i++) {
            state = state.lookFailed(new Event.LookFailed("hangs"), UP + i * 1000L)
                    .state();
        }

        assertThat(((Live) state).guests()).extracting(GuestRun::stage).containsOnly(GuestRun.Stage.UP);
    }

    @Test
    void thereIsNeverMoreThanOneLookUnderWay() {
        Step step = Samples.live().tick(UP + 1000);
        assertThat(Samples.shown(step.actions())).containsExactly("Look");

        assertThat(step.state().tick(UP + 60_000).actions()).isEmpty();
    }

    @Test
    void whereXenTellsOfEndsALookIsRareAndWhereItDoesNotTheyAreFrequent() {
        SlotState quiet =
                looked(Samples.live().events(new Event.Events(true), UP).state(), UP + 1000, ONE, TWO);
        assertThat(quiet.wakeAt()).isEqualTo(UP + 1000 + Watch.EVENTS_INTERVAL_MS);

        SlotState blind = quiet.events(new Event.Events(false), UP + 2000).state();
        assertThat(blind.wakeAt()).isEqualTo(UP + 2000);
        assertThat(looked(blind, UP + 2000, ONE, TWO).wakeAt()).isEqualTo(UP + 2000 + Watch.INTERVAL_MS);
    }

    @Test
    void whatXenTellsIsLookedAtAtOnceButNoOftenerThanOnceInAnInterval() {
        SlotState state = Samples.live().events(new Event.Events(true), UP).state();
        state = looked(state.tick(UP + 1000).state(), UP + 1100, ONE, TWO);

        SlotState told = state.domainEnded(UP + 1200).state();
        assertThat(told.wakeAt()).isEqualTo(UP + 1000 + Watch.INTERVAL_MS);
        assertThat(state.domainEnded(UP + 9000).state().wakeAt()).isEqualTo(UP + 9000);
    }

    @Test
    void whatXenTellsDuringALookMakesAnotherOne() {
        SlotState state = Samples.live().events(new Event.Events(true), UP).state();
        SlotState looking = state.tick(UP + 1000).state();

        SlotState told = looking.domainEnded(UP + 1050).state();

        assertThat(looked(told, UP + 1100, ONE, TWO).wakeAt()).isEqualTo(UP + 1100 + Watch.INTERVAL_MS);
    }

    @Test
    void aGuestThatIsMissingIsLookedForUntilItIsClearWhatBecameOfIt() {
        SlotState state = Samples.live().events(new Event.Events(true), UP).state();

        assertThat(looked(state, UP + 1000, TWO).wakeAt()).isEqualTo(UP + 1000 + Watch.INTERVAL_MS);
    }

    @Test
    void theEventsAreSoughtOnceWhenTheFirstGuestIsUp() {
        Step first = Samples.starting().created(new Event.Created(1, OptionalInt.of(8)), UP);
        Step second = first.state().created(new Event.Created(0, OptionalInt.of(9)), UP);

        assertThat(Samples.shown(first.actions())).contains("AwaitEvents");
        assertThat(Samples.shown(second.actions())).doesNotContain("AwaitEvents");
    }

    @Test
    void aCreateThatFailsEndsTheSlotAndTheOtherGuestIsAskedPolitely() {
        SlotState state = Samples.starting()
                .created(new Event.Created(1, OptionalInt.of(8)), UP)
                .state();

        Step step = state.createFailed(new Event.CreateFailed(0, 3, "no memory"), UP);

        assertThat(Samples.shown(step.actions()))
                .contains("note CREATE_FAILED index=0 exit=3", "notice FAILED", "ask 1 20s");
    }

    @Test
    void aGuestWhoseCreateComesBackWhileTheSlotEndsIsAskedLikeTheOthers() {
        SlotState state = Samples.starting()
                .created(new Event.Created(1, OptionalInt.of(8)), UP)
                .state();
        state = state.end(new Event.End(Notice.LEASE_ENDED, ""), UP).state();

        Step step = state.created(new Event.Created(0, OptionalInt.of(9)), UP + 1000);

        assertThat(Samples.shown(step.actions())).contains("ask 0 20s");
    }

    @Test
    void guestsThatAreToBeDestroyedAreNotAsked() {
        Live live = Samples.up((Live)
                new Ready(Samples.preparing(Samples.order(false, new Destroy())).run(), UP)
                        .go(UP)
                        .state());

        Step step = live.end(new Event.End(Notice.LEASE_ENDED, ""), UP);

        assertThat(step.state()).isEqualTo(new Left(0));
        assertThat(Samples.shown(step.actions())).noneMatch(action -> action.startsWith("ask"));
    }

    @Test
    void theAgentLeavesAsSoonAsAllWhoWereAskedAreGone() {
        Ending ending = Samples.ending();

        SlotState asked = ending.asked(new Event.Asked(0, ShutdownOutcome.ASKED), UP + 400)
                .state();
        SlotState one = asked.looked(new Event.Looked(UP, Map.of(TWO, DomainState.ALIVE)), UP + 500)
                .state();
        assertThat(one).isInstanceOf(Ending.class);

        Step all = one.looked(look(UP + 700), UP + 800);
        assertThat(all.state()).isEqualTo(new Left(0));
        assertThat(Samples.shown(all.actions())).containsSubsequence("note GONE index=1 how=polite", "note LEAVING");
    }

    /** A guest that had gone before it could be asked is not said to have obeyed, whichever is seen first. */
    @Test
    void whoWasNotThereToBeAskedHasEndedByItself() {
        Step looked = Samples.ending().looked(new Event.Looked(UP, Map.of(TWO, DomainState.ALIVE)), UP + 500);
        Step answered = looked.state().asked(new Event.Asked(0, ShutdownOutcome.NOT_THERE), UP + 600);

        assertThat(Samples.shown(looked.actions())).isEmpty();
        assertThat(Samples.shown(answered.actions())).contains("note ENDED index=0 how=by_itself");
    }

    @Test
    void whoDoesNotObeyIsLeftToTheReaperWhenHisTimeIsOver() {
        Ending ending = Samples.ending();
        long over = UP + Duration.ofSeconds(20).toMillis();

        assertThat(ending.tick(over - 1).state()).isInstanceOf(Ending.class);
        assertThat(ending.tick(over).state()).isEqualTo(new Left(0));
    }

    @Test
    void aSecondCauseShortensTheGraceAndLeavesTheNotice() {
        SlotState state = Samples.ending().stopping(UP).state();

        assertThat(state).isInstanceOfSatisfying(Ending.class, ending -> {
            assertThat(ending.notice()).isEqualTo(Notice.LEASE_ENDED);
            assertThat(ending.endByMs()).isEqualTo(UP + Duration.ofSeconds(5).toMillis());
        });
    }

    @Test
    void theEndOfTheJobEndsTheGrace() {
        assertThat(Samples.ending().jobOver(UP).state()).isEqualTo(new Left(0));
    }

    @Test
    void theSlotRecordCountsTheMemoryOfAllGuestsWithTheirOverhead() {
        assertThat(Samples.slotRecord().memoryMib()).isEqualTo(2 * (128 + 8));
        assertThat(Samples.slotRecord().guests()).hasSize(2);
    }

    private static SlotState looked(SlotState state, long atMs, String... alive) {
        return state.looked(look(atMs, alive), atMs).state();
    }

    private static Event.Looked look(long atMs, String... alive) {
        Map<String, DomainState> states = new HashMap<>();
        for (String uuid : alive) {
            states.put(uuid, DomainState.ALIVE);
        }
        return new Event.Looked(atMs, states);
    }
}
