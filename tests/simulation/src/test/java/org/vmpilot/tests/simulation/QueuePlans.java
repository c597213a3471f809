package org.vmpilot.tests.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.vmpilot.protocol.LeaseRequest.OnSlotLoss;

/** Runs about queues: black holes beside free machines, leases that no machine can take beside others, machines that refuse. */
final class QueuePlans {
    private static final long IMPOSSIBLE_END_AT = 4_500_000;

    private QueuePlans() {}

    static Stream<Plan> first(long count) {
        return LongStream.rangeClosed(1, count).mapToObj(QueuePlans::plan);
    }

    /** Its name is {@code queue/17}. */
    static Plan plan(long seed) {
        SplittableRandom random = new SplittableRandom(seed * 37 + 11);
        return switch ((int) Math.floorMod(seed, 3L)) {
            case 0 -> blackHole(seed, random);
            case 1 -> impossible(seed, random);
            default -> policy(seed, random);
        };
    }

    /** The LRM gives every job to the first machine that is free: the black hole is free always. */
    private static Plan blackHole(long seed, SplittableRandom random) {
        List<Plan.Wish> wishes = new ArrayList<>();
        for (int i = random.nextInt(4, 7); i > 0; i--) {
            wishes.add(wish(i * 8_000L + random.nextLong(0, 8_000), random.nextInt(1, 3), random));
        }
        List<Plan.Strike> strikes = switch (random.nextInt(4)) {
            case 0 -> List.of(new Plan.Strike(random.nextInt(100, 600), Fault.KILL_COORDINATOR));
            case 1 -> List.of(new Plan.Strike(random.nextInt(1, 200), Fault.DRAIN_LIFTED));
            default -> List.of();
        };
        return plan(seed, 4, wishes, strikes, 1, 0);
    }

    private static Plan impossible(long seed, SplittableRandom random) {
        List<Plan.Wish> wishes = new ArrayList<>();
        for (int i = random.nextInt(1, 3); i > 0; i--) {
            wishes.add(new Plan.Wish(
                    i * 1_000L + random.nextLong(0, 900), 2, 1, 20_000, OnSlotLoss.END, IMPOSSIBLE_END_AT, true));
        }
        wishes.add(wish(random.nextLong(5_000, 15_000), 2, random));
        wishes.add(wish(random.nextLong(15_000, 30_000), 2, random));
        return plan(seed, 2, wishes, List.of(), 0, 0);
    }

    private static Plan policy(long seed, SplittableRandom random) {
        List<Plan.Wish> wishes = List.of(wish(random.nextLong(0, 5_000), 2, random));
        return plan(seed, 3, wishes, List.of(), 0, random.nextBoolean() ? 1 : 3);
    }

    private static Plan.Wish wish(long at, int slots, SplittableRandom random) {
        return new Plan.Wish(at, slots, 1, random.nextLong(5_000, 20_000), OnSlotLoss.END, 0);
    }

    private static Plan plan(
            long seed, int machines, List<Plan.Wish> wishes, List<Plan.Strike> strikes, int swallowing, int refusing) {
        return new Plan(
                "queue/" + seed,
                seed,
                machines,
                wishes,
                false,
                true,
                Optional.empty(),
                0,
                strikes,
                false,
                swallowing,
                refusing);
    }
}
