package org.vmpilot.tests.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** All plans, by kind, and the endless row of cases that a seed draws from them. */
final class Catalogue {
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

    private Catalogue() {}

    /** Cases 1 to count of this seed. The row does not depend on the count: case N is the same in each. */
    static List<Case> cases(long seed, int count) {
        Map<Kind, List<Plan>> plans = new EnumMap<>(Kind.class);
        for (Plan plan : plans()) {
            plans.computeIfAbsent(plan.kind, kind -> new ArrayList<>()).add(plan);
        }
        plans.forEach((kind, all) ->
                Collections.shuffle(all, new Random(seed * 31 + kind.name().hashCode())));
        List<Kind> round = new ArrayList<>();
        SHARES.forEach((kind, share) -> round.addAll(Collections.nCopies(share, kind)));
        Collections.shuffle(round, new Random(seed));
        Map<Kind, Integer> drawn = new EnumMap<>(Kind.class);
        List<Case> cases = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            Kind kind = round.get((number - 1) % round.size());
            List<Plan> ofKind = plans.get(kind);
            int turn = drawn.merge(kind, 1, Integer::sum) - 1;
            cases.add(Case.of(seed, number, ofKind.get(turn % ofKind.size())));
        }
        return cases;
    }

    static List<Plan> plans() {
        List<Plan> plans = new ArrayList<>();
        plans.add(new Plan(Kind.NOTHING, "nothing", new Moment.Noted("UP")));
        plans.addAll(ProcessPlans.all());
        plans.addAll(XlPlans.all());
        plans.addAll(NodePlans.all());
        return plans;
    }
}
