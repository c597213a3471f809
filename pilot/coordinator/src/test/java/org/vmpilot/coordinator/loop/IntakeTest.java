package org.vmpilot.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.Timing;
import org.vmpilot.coordinator.store.Journal;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.TeardownBudget;

/** What cannot be decided is over like everything else: whoever waits for it is told. */
class IntakeTest {
    private static final LeaseToken GOOD = new LeaseToken("vabcdefg");
    private static final LeaseToken BAD = new LeaseToken("vbbbbbbb");
    private static final LeaseEvent EVENT = new LeaseEvent.EndWanted("by hand");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Journal store = mock(Journal.class);
    private final Intake intake = intake();
    private final List<LeaseToken> told = new ArrayList<>();

    private Intake intake() {
        when(store.freeze()).thenReturn(Optional.empty());
        when(store.lease(GOOD)).thenReturn(Optional.empty());
        when(store.lease(BAD)).thenThrow(new IllegalStateException("its row cannot be read"));
        Ports ports = new Ports(
                store,
                mock(Lrm.class),
                InstantSource.fixed(Instant.EPOCH),
                new Random(1),
                Runnable::run,
                Lanes.of(Runnable::run));
        Timing timing = new Timing(
                MINUTE, MINUTE, new TeardownBudget(MINUTE, MINUTE, MINUTE), MINUTE, MINUTE, MINUTE, 3, MINUTE, true);
        Settings settings = new Settings(
                timing, MINUTE, MINUTE, "/pilot-job", 1, false, false, MINUTE, Duration.ZERO, MINUTE, Map.of());
        return new Intake(ports, new Decisions(ports, settings, new FreezeState(store), lease -> Map.of()));
    }

    private static Map<LeaseToken, LeaseEvent> both() {
        Map<LeaseToken, LeaseEvent> events = new LinkedHashMap<>();
        events.put(BAD, EVENT);
        events.put(GOOD, EVENT);
        return events;
    }

    @Test
    void ofSeveralAtOnceTheOneThatCannotBeDecidedIsToldToo() {
        intake.takeAll(both(), told::add);
        assertThat(told).containsExactly(BAD, GOOD);
    }

    @Test
    void oneAloneIsToldToo() {
        intake.take(BAD, EVENT, () -> told.add(BAD));
        assertThat(told).containsExactly(BAD);
    }

    @Test
    void whatHadToWaitForTheStoreIsToldToo() {
        intake.failed(new StoreException(StoreException.Kind.FULL, "no space left"));
        intake.takeAll(both(), told::add);
        assertThat(told).isEmpty();
        assertThat(intake.retry(Instant.EPOCH.plus(MINUTE))).isTrue();
        assertThat(told).containsExactly(BAD, GOOD);
    }
}
