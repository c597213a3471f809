package org.vmpilot.tests.faults;

import java.util.List;
import java.util.Random;
import org.vmpilot.protocol.LeaseToken;

/**
 * One case: a pure function of seed and number.
 *
 * @param slot the slot's key
 * @param lateMs how long after its moment the blow falls
 */
record Case(long seed, int number, Plan plan, String slot, int guests, String queue, Plan.Ending ending, int lateMs) {
    private static final List<Plan.Ending> DRAWN = List.of(Plan.Ending.LEASE, Plan.Ending.CANCELLED, Plan.Ending.WORD);

    static Case of(long seed, int number, Plan plan) {
        Random random = new Random(seed * 1_000_003 + number);
        String slot = LeaseToken.random(random).text() + "a1.1";
        int guests = 1 + random.nextInt(3);
        String queue = random.nextInt(3) == 0 ? Lrm.BARRIER : Lrm.PLAIN;
        Plan.Ending ending = DRAWN.get(random.nextInt(DRAWN.size()));
        int lateMs = random.nextBoolean() ? 0 : random.nextInt(60);
        return new Case(
                seed,
                number,
                plan,
                slot,
                plan.guests == 0 ? guests : plan.guests,
                plan.queue == null ? queue : plan.queue,
                plan.ending == null ? ending : plan.ending,
                lateMs);
    }

    Kind kind() {
        return plan.kind;
    }

    @Override
    public String toString() {
        return "%d %s %s%s (%d guests, %s, queue %s, %s)"
                .formatted(
                        number,
                        plan,
                        lateMs == 0 ? "" : "and " + lateMs + " ms ",
                        "expected " + kind().home,
                        plan.guests == 0 ? guests : plan.guests,
                        ending,
                        queue,
                        slot);
    }
}
