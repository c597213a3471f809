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
record Case(
        long seed,
        int number,
        Plan plan,
        Company company,
        String slot,
        int guests,
        String queue,
        Plan.Ending ending,
        int lateMs) {
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
                Company.ALONE,
                slot,
                plan.guests == 0 ? guests : plan.guests,
                plan.queue == null ? queue : plan.queue,
                plan.ending == null ? ending : plan.ending,
                lateMs);
    }

    /** The same in a gang of two: the plan is for one of them. */
    static Case inAGang(long seed, int number, Plan plan) {
        Case alone = of(seed, number, plan);
        Random random = new Random(seed * 2_000_003 + number);
        Company company = random.nextInt(3) == 0 ? Company.GANG_THAT_GOES_ON : Company.GANG;
        return alone.as(plan, company, 1 + random.nextInt(2), alone.lateMs);
    }

    /** What the other one of a gang plays: nothing happens on its node. */
    Case sibling() {
        return as(plan.sibling(), company, 3 - index(), 0);
    }

    private Case as(Plan other, Company with, int index, int late) {
        return new Case(seed, number, other, with, lease() + "." + index, guests, queue, ending, late);
    }

    /** The slot's number in its lease, from 1. */
    int index() {
        return Integer.parseInt(slot.substring(slot.indexOf('.') + 1));
    }

    /** The slot without its number, as an array's name has it. */
    String lease() {
        return slot.substring(0, slot.indexOf('.'));
    }

    Kind kind() {
        return plan.kind;
    }

    @Override
    public String toString() {
        return "%d %s%s %s%s (%d guests, %s, queue %s, %s)"
                .formatted(
                        number,
                        plan,
                        company.words,
                        lateMs == 0 ? "" : "and " + lateMs + " ms ",
                        "expected " + kind().home,
                        plan.guests == 0 ? guests : plan.guests,
                        ending,
                        queue,
                        slot);
    }
}
