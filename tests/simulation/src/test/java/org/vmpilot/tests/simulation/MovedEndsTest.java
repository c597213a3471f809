package org.vmpilot.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vmpilot.protocol.LeaseRequest.OnSlotLoss;

/** Ends are moved while coordinator, agents and network fail: each lease ends by the last end that its nodes have confirmed. */
class MovedEndsTest {
    private static final int RUNS = 60;
    private static final int LEASES = 4;
    private static final List<Fault> FAULTS = List.of(
            Fault.KILL_COORDINATOR,
            Fault.KILL_COORDINATOR,
            Fault.KILL_AGENT,
            Fault.COORDINATOR_DOWN,
            Fault.CUT_OFF,
            Fault.LOSSY,
            Fault.SLOW);

    @Test
    void eachLeaseEndsByTheLastEndThatItsNodesHaveConfirmed() {
        int moved = 0;
        int judged = 0;
        for (long seed = 1; seed <= RUNS; seed++) {
            List<MovedEnds> ends = new ArrayList<>();
            Site.Outcome outcome = Site.moving(plan(seed), ends::add);
            assertThat(outcome.faults()).as(outcome.words()).isEmpty();
            moved += ends.get(0).moved();
            judged += ends.get(0).judged();
        }

        assertThat(moved).isGreaterThan(200);
        assertThat(judged).isGreaterThan(RUNS);
    }

    private static Plan plan(long seed) {
        Random random = new Random(seed);
        List<Plan.Wish> wishes = new ArrayList<>();
        for (int i = 0; i < LEASES; i++) {
            wishes.add(new Plan.Wish(
                    100 + random.nextInt(60_000),
                    1 + random.nextInt(2),
                    1,
                    40_000 + 1000L * random.nextInt(60),
                    OnSlotLoss.END,
                    0));
        }
        List<Plan.Strike> strikes = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            strikes.add(new Plan.Strike(20 + random.nextInt(400), FAULTS.get(random.nextInt(FAULTS.size()))));
        }
        return new Plan("moving-" + seed, seed, 5, wishes, false, false, Optional.empty(), 0, strikes, false);
    }
}
