package org.vmpilot.tests.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.vmpilot.protocol.LeaseToken;

/**
 * One case on a hostile node: a pure function of seed and number.
 *
 * @param guests how many the dead slot has left
 * @param afterMs when a process is hit
 */
record HostileCase(
        long seed,
        int number,
        Hostility hostility,
        Trouble trouble,
        Actor actor,
        String slot,
        int guests,
        int afterMs) {
    /** Cases 1 to count: every pair of hostility and actor comes before one comes again; case N is the same in each row. */
    static List<HostileCase> cases(long seed, int count) {
        record Pair(Hostility hostility, Actor actor) {}
        List<Pair> pairs = new ArrayList<>();
        for (Hostility hostility : Hostility.values()) {
            for (Actor actor : Actor.values()) {
                pairs.add(new Pair(hostility, actor));
            }
        }
        Collections.shuffle(pairs, new Random(seed));
        List<HostileCase> cases = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            Pair pair = pairs.get((number - 1) % pairs.size());
            cases.add(of(seed, number, pair.hostility(), pair.actor()));
        }
        return cases;
    }

    private static HostileCase of(long seed, int number, Hostility hostility, Actor actor) {
        Random random = new Random(seed * 1_000_003 + number);
        String slot = LeaseToken.random(random).text() + "a1.1";
        Trouble[] troubles = Trouble.values();
        Trouble trouble = random.nextInt(4) == 0 ? Trouble.NONE : troubles[random.nextInt(troubles.length)];
        return new HostileCase(seed, number, hostility, trouble, actor, slot, random.nextInt(4), random.nextInt(500));
    }

    /** What must be clean at the first word. */
    boolean mustBeClean() {
        return hostility.harmless && trouble.passing;
    }

    @Override
    public String toString() {
        return "%d %s, %s by %s (%d guests, %s%s)"
                .formatted(
                        number,
                        hostility,
                        trouble,
                        actor,
                        guests,
                        slot,
                        trouble.hitsProcesses() ? ", after " + afterMs + " ms" : "");
    }
}
