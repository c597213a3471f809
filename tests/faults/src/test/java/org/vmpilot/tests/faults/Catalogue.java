package org.vmpilot.tests.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** All plans, by kind, and the endless row of cases that a seed draws from them: every third one is a gang's. */
final class Catalogue {
    private static final int GANG_EVERY = 3;

    /** How often each kind comes in a round. */
    private static final Map<Kind, Integer> SHARES = new EnumMap<>(Map.ofEntries(
            Map.entry(Kind.NOTHING, 1),
            Map.entry(Kind.KILL_ONE, 10),
            Map.entry(Kind.KILL_TWO, 10),
            Map.entry(Kind.KILL_NEEDS_EPILOG, 2),
            Map.entry(Kind.KILL_ALL, 3),
            Map.entry(Kind.STOP_ONE, 6),
            Map.entry(Kind.TERMS, 2),
            Map.entry(Kind.XL_FAILS, 5),
            Map.entry(Kind.XL_LIES, 3),
            Map.entry(Kind.XL_HANGS, 2),
            Map.entry(Kind.XL_SILENT, 2),
            Map.entry(Kind.CANNOT_END, 2),
            Map.entry(Kind.HALF_MADE, 4),
            Map.entry(Kind.DYING, 1),
            Map.entry(Kind.GUEST_REBOOTS, 2),
            Map.entry(Kind.LOCK_HELD, 1),
            Map.entry(Kind.DISK, 1),
            Map.entry(Kind.TORN, 2),
            Map.entry(Kind.CLOCK, 1),
            Map.entry(Kind.POWER_OFF, 2),
            Map.entry(Kind.CUT_OFF, 1),
            Map.entry(Kind.REPORT_REFUSED, 1),
            Map.entry(Kind.ORDER, 1),
            Map.entry(Kind.LRM, 2),
            Map.entry(Kind.REAPERS, 2),
            Map.entry(Kind.OLD_REAPER, 1)));

    /** The same of gangs: what ends a job, or one of its nodes. */
    private static final Map<Kind, Integer> SHARES_OF_GANGS = new EnumMap<>(Map.ofEntries(
            Map.entry(Kind.NOTHING, 3),
            Map.entry(Kind.KILL_ONE, 3),
            Map.entry(Kind.KILL_TWO, 1),
            Map.entry(Kind.KILL_ALL, 1),
            Map.entry(Kind.STOP_ONE, 1),
            Map.entry(Kind.TERMS, 1),
            Map.entry(Kind.POWER_OFF, 1),
            Map.entry(Kind.NODE_LOST, 1),
            Map.entry(Kind.LRM, 2),
            Map.entry(Kind.REAPERS, 1)));

    private Catalogue() {}

    /** Cases 1 to count of this seed. The row does not depend on the count: case N is the same in each. */
    static List<Case> cases(long seed, int count) {
        Row alone = new Row(seed, SHARES, plans());
        Row ofGangs = new Row(seed, SHARES_OF_GANGS, plansOfGangs());
        List<Case> cases = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            boolean gang = number % GANG_EVERY == 0;
            cases.add(gang ? Case.inAGang(seed, number, ofGangs.next()) : Case.of(seed, number, alone.next()));
        }
        return cases;
    }

    /** Plans in the order that a seed gives: kinds by their shares, of each kind all before one comes again. */
    private static final class Row {
        private final Map<Kind, List<Plan>> plans = new EnumMap<>(Kind.class);
        private final List<Kind> round = new ArrayList<>();
        private final Map<Kind, Integer> drawn = new EnumMap<>(Kind.class);
        private int turn;

        Row(long seed, Map<Kind, Integer> shares, List<Plan> all) {
            for (Plan plan : all) {
                plans.computeIfAbsent(plan.kind, kind -> new ArrayList<>()).add(plan);
            }
            plans.forEach((kind, ofKind) -> Collections.shuffle(
                    ofKind, new Random(seed * 31 + kind.name().hashCode())));
            shares.forEach((kind, share) -> round.addAll(Collections.nCopies(share, kind)));
            Collections.shuffle(round, new Random(seed));
        }

        Plan next() {
            Kind kind = round.get(turn++ % round.size());
            List<Plan> ofKind = plans.get(kind);
            return ofKind.get((drawn.merge(kind, 1, Integer::sum) - 1) % ofKind.size());
        }
    }

    static List<Plan> plans() {
        List<Plan> plans = new ArrayList<>();
        plans.add(new Plan(Kind.NOTHING, "nothing", new Moment.Noted("UP")));
        plans.addAll(ProcessPlans.all());
        plans.addAll(XlPlans.all());
        plans.addAll(NodePlans.all());
        return plans;
    }

    static List<Plan> plansOfGangs() {
        List<Plan> plans = new ArrayList<>(plans());
        plans.addAll(GangPlans.all());
        return plans;
    }
}
