package org.vmpilot.tests.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.vmpilot.protocol.LeaseRequest.OnSlotLoss;

/**
 * What a run is made of; its name says it whole: {@code 4711}, or {@code two-slots/57/REBOOT}.
 *
 * @param killsByCgroup whether the LRM's KILL reaches everything in the job's cgroup, or the launcher alone
 * @param orphanAfter how long a coordinator may be silent, in ms
 * @param gangs whether a lease of several slots is one job
 * @param swallowing so many machines, the first ones, are black holes for ever; {@code refusing}: as many refuse every order
 */
record Plan(
        String name,
        long seed,
        int machines,
        List<Wish> wishes,
        boolean epilog,
        boolean killsByCgroup,
        Optional<Long> orphanAfter,
        int lossPercent,
        List<Strike> strikes,
        boolean gangs,
        int swallowing,
        int refusing) {
    Plan(
            String name,
            long seed,
            int machines,
            List<Wish> wishes,
            boolean epilog,
            boolean killsByCgroup,
            Optional<Long> orphanAfter,
            int lossPercent,
            List<Strike> strikes,
            boolean gangs) {
        this(name, seed, machines, wishes, epilog, killsByCgroup, orphanAfter, lossPercent, strikes, gangs, 0, 0);
    }

    /**
     * A lease that somebody wants.
     *
     * @param endAt when somebody ends it, 0: nobody
     * @param impossible it wants what no machine has, and the LRM takes its jobs all the same
     */
    record Wish(
            long at,
            int slots,
            int guestsPerSlot,
            long durationMs,
            OnSlotLoss onSlotLoss,
            long endAt,
            boolean impossible) {
        Wish(long at, int slots, int guestsPerSlot, long durationMs, OnSlotLoss onSlotLoss, long endAt) {
            this(at, slots, guestsPerSlot, durationMs, onSlotLoss, endAt, false);
        }
    }

    /** At which step of the run something goes wrong. */
    record Strike(int step, Fault fault) {}

    /** Runs without a fault of their own, of which every step is struck by every fault. */
    enum Story {
        ONE_SLOT(1, 0, false, false),
        TWO_SLOTS(2, 0, false, false),
        ENDED_BY_HAND(2, 30_000, false, false),
        WITH_EPILOG(1, 0, true, false),
        GANG(2, 0, true, true);

        private final int slots;
        private final long endAt;
        private final boolean epilog;
        private final boolean gangs;

        Story(int slots, long endAt, boolean epilog, boolean gangs) {
            this.slots = slots;
            this.endAt = endAt;
            this.epilog = epilog;
            this.gangs = gangs;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        Plan plan(List<Strike> strikes) {
            String name = strikes.isEmpty()
                    ? word()
                    : word() + "/" + strikes.get(0).step() + "/"
                            + strikes.get(0).fault();
            Wish wish = new Wish(100, slots, 2, 25_000, OnSlotLoss.END, endAt);
            return new Plan(
                    name,
                    word().hashCode(),
                    gangs ? 2 * slots : slots + 1,
                    List.of(wish),
                    epilog,
                    epilog,
                    Optional.empty(),
                    0,
                    strikes,
                    gangs);
        }
    }

    /** Each story, at each of its steps, with each fault. */
    static List<Plan> struck(List<Story> stories) {
        List<Plan> plans = new ArrayList<>();
        for (Story story : stories) {
            int steps = Site.run(story.plan(List.of()), Mutant.NONE, false).steps();
            for (int step = 1; step <= steps; step++) {
                for (Fault fault : Fault.all(story.gangs)) {
                    plans.add(story.plan(List.of(new Strike(step, fault))));
                }
            }
        }
        return plans;
    }

    static Plan named(String name) {
        String[] parts = name.split("/", 3);
        if (parts[0].equals("queue")) {
            return QueuePlans.plan(Long.parseLong(parts[1]));
        }
        if (parts.length == 1 && parts[0].matches("-?[0-9]+")) {
            return random(Long.parseLong(parts[0]));
        }
        for (Story story : Story.values()) {
            if (story.word().equals(parts[0])) {
                return story.plan(
                        parts.length < 3
                                ? List.of()
                                : List.of(new Strike(Integer.parseInt(parts[1]), Fault.valueOf(parts[2]))));
            }
        }
        throw new IllegalArgumentException(
                "no run is called '" + name + "' (for example 4711, queue/17, two-slots/57/REBOOT)");
    }

    static Plan random(long seed) {
        SplittableRandom random = new SplittableRandom(seed * 31 + 7);
        boolean gangs = Math.floorMod(seed, 3L) == 0;
        int machines = gangs ? random.nextInt(2, 6) : random.nextInt(1, 4);
        List<Wish> wishes = new ArrayList<>();
        for (int i = random.nextInt(1, 3); i > 0; i--) {
            wishes.add(gangs ? wishOfGang(random, machines) : wish(random, machines));
        }
        List<Strike> strikes = new ArrayList<>();
        for (int i = Math.max(0, random.nextInt(-1, 5)); i > 0; i--) {
            List<Fault> all = Fault.all(gangs);
            // What goes wrong with a submit, or between claims, is over soon.
            boolean early = gangs && random.nextInt(3) == 0;
            strikes.add(new Strike(random.nextInt(1, early ? 50 : 260), all.get(random.nextInt(all.size()))));
        }
        boolean orphans = random.nextInt(20) == 0;
        return new Plan(
                Long.toString(seed),
                seed,
                machines,
                wishes,
                random.nextInt(3) == 0,
                random.nextBoolean(),
                orphans ? Optional.of(60_000L) : Optional.empty(),
                random.nextInt(4) == 0 ? random.nextInt(1, 20) : 0,
                strikes,
                gangs);
    }

    private static Wish wish(SplittableRandom random, int machines) {
        long at = random.nextLong(0, 20_000);
        return new Wish(
                at,
                random.nextInt(1, machines + 1),
                random.nextInt(1, 3),
                random.nextLong(5_000, 40_000),
                random.nextInt(3) == 0 ? OnSlotLoss.CONTINUE : OnSlotLoss.END,
                random.nextInt(3) == 0 ? at + random.nextLong(0, 60_000) : 0);
    }

    /** Of one that is ended by hand the walltime is far: what stays then stays for long. */
    private static Wish wishOfGang(SplittableRandom random, int machines) {
        long at = random.nextLong(0, 20_000);
        boolean byHand = random.nextInt(3) == 0;
        return new Wish(
                at,
                random.nextInt(4) == 0 ? random.nextInt(1, machines + 1) : random.nextInt(2, Math.min(machines, 3) + 1),
                random.nextInt(1, 3),
                byHand ? random.nextLong(5_000, 1_800_000) : random.nextLong(5_000, 60_000),
                random.nextBoolean() ? OnSlotLoss.CONTINUE : OnSlotLoss.END,
                byHand ? at + random.nextLong(0, 90_000) : 0);
    }

    boolean isOfQueues() {
        return name.startsWith("queue/");
    }

    boolean swallows(String machine) {
        return number(machine) <= swallowing;
    }

    boolean refuses(String machine) {
        return number(machine) <= refusing;
    }

    private static int number(String machine) {
        return Integer.parseInt(machine.substring("node".length()));
    }

    boolean quiet() {
        return lossPercent == 0
                && strikes.stream().allMatch(strike -> strike.fault().harmsNothing());
    }

    boolean setsClocks() {
        return strikes.stream().anyMatch(strike -> strike.fault().setsClocks());
    }

    /** Whether at most one process dies or stops, or one machine is booted, and nothing else goes wrong. */
    boolean harmless() {
        return lossPercent == 0
                && strikes.size() <= 1
                && strikes.stream().allMatch(strike -> strike.fault().mendedByItself());
    }
}
