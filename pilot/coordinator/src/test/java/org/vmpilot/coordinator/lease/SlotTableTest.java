package org.vmpilot.coordinator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every (state, event) cell of the slot. A cell is the state afterwards; {@code -} the same state; {@code !} recorded as
 * impossible, nothing changed. docs/states.md shows the same table.
 */
class SlotTableTest {
    /** Columns: PLANNED SUBMITTING QUEUED CLAIMED READY LIVE ENDING(unclaimed) ENDING(claimed) ENDED LOST. */
    private static final String TABLE = """
            Submit          SUBMITTING  !       !       !       !       !       !       !       !       !
            Submitted       !           QUEUED  -       -       -       -       -       -       -       -
            NotSubmitted    !           ENDED   !       -       -       -       ENDED   -       -       -
            Postponed       !           PLANNED !       -       -       -       ENDED   -       -       -
            Claimed         !           CLAIMED CLAIMED !       !       !       !       !       !       !
            ClaimedAgain    !           CLAIMED CLAIMED -       -       -       !       -       -       -
            ClaimRefused    -           -       -       -       -       -       -       -       -       -
            Ready           !           !       !       READY   -       -       -       -       -       -
            Go              !           !       !       LIVE    LIVE    !       !       !       !       !
            ReportUp        !           !       !       -       -       -       !       -       -       -
            ReportEnding    !           !       !       ENDING  ENDING  ENDING  !       -       -       -
            ReportPolicy    !           !       !       ENDING  ENDING  ENDING  !       -       -       -
            End             ENDED       ENDING  ENDING  ENDING  ENDING  ENDING  -       -       -       -
            EndKillAll      ENDED       ENDING  ENDING  ENDING  ENDING  ENDING  -       -       -       -
            NewEnd          -           -       -       -       -       -       -       -       -       -
            Late            !           !       !       ENDING  !       !       !       !       !       !
            GivenBack       ENDED       ENDING  ENDING  ENDING  ENDING  ENDING  -       -       -       -
            HeldBack        ENDED       ENDING  ENDING  ENDING  ENDING  ENDING  -       -       -       -
            SeenRunning     -           -       -       -       -       -       -       -       -       -
            SeenEnded       -           -       ENDED   -       -       -       ENDED   -       -       -
            MissingOnce     -           -       -       -       -       -       -       -       -       -
            MissingTwice    -           -       ENDED   -       -       -       -       -       -       -
            CancelTaken     !           !       !       !       !       !       ENDED   -       -       -
            Released        !           !       !       !       !       !       !       !       -       -
            Certified       !           !       !       ENDED   ENDED   ENDED   !       ENDED   -       ENDED
            Tick            -           -       -       -       -       -       -       -       -       -
            TickJobOver     -           -       ENDED   LOST    LOST    LOST    ENDED   LOST    -       -
            """;

    @TestFactory
    List<DynamicTest> everyCell() {
        List<DynamicTest> cells = new ArrayList<>();
        List<Slot> states = States.all();
        for (String line : TABLE.lines().toList()) {
            List<String> words = States.words(line);
            assertThat(words).as(line).hasSize(states.size() + 1);
            for (int i = 0; i < states.size(); i++) {
                Slot slot = states.get(i);
                String cell = words.get(i + 1);
                String name = slot.state() + (slot.claimed() ? " (claimed)" : "") + " " + words.get(0) + " " + cell;
                cells.add(DynamicTest.dynamicTest(name, () -> check(slot, words.get(0), cell)));
            }
        }
        return cells;
    }

    private static void check(Slot slot, String event, String cell) {
        SlotStep step = States.apply(slot, event);
        boolean impossible = step.entries().stream().anyMatch(entry -> entry.event() == EventType.IMPOSSIBLE);
        assertThat(impossible).as(step.entries().toString()).isEqualTo(cell.equals("!"));
        if (impossible) {
            assertThat(step.slot()).isEqualTo(slot);
        } else {
            SlotState expected = cell.equals("-") ? slot.state() : SlotState.valueOf(cell);
            assertThat(step.slot().state()).as(step.entries().toString()).isEqualTo(expected);
        }
    }

    @Test
    void everyEventOfTheMachineStandsInTheTable() {
        Map<Class<?>, Boolean> seen = new LinkedHashMap<>();
        for (Class<?> type : SlotEvent.class.getPermittedSubclasses()) {
            seen.put(type, false);
        }
        TABLE.lines()
                .forEach(line ->
                        States.events(States.words(line).get(0)).forEach(event -> seen.put(event.getClass(), true)));
        assertThat(seen).doesNotContainValue(false);
    }

    @Test
    void thePageShowsTheSameTable() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("vmpilot.root"), "docs", "states.md"));
        for (String line : TABLE.lines().toList()) {
            assertThat(page).contains("| " + String.join(" | ", States.words(line)) + " |");
        }
    }
}
