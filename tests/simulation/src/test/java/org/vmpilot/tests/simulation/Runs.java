package org.vmpilot.tests.simulation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Many runs, one after another, until enough is wrong. */
final class Runs {
    private static final int ENOUGH = 3;
    private final List<Site.Outcome> bad = new ArrayList<>();
    private long runs;
    private long steps;

    Runs of(Stream<Plan> plans, Mutant mutant) {
        for (Iterator<Plan> each = plans.iterator(); each.hasNext() && bad.size() < ENOUGH; ) {
            Site.Outcome outcome = Site.run(each.next(), mutant, false);
            runs++;
            steps += outcome.steps();
            if (!outcome.good()) {
                bad.add(outcome);
            }
        }
        return this;
    }

    long runs() {
        return runs;
    }

    long steps() {
        return steps;
    }

    /** What is wrong, with how to see it alone. */
    List<String> words() {
        return bad.stream().map(Site.Outcome::words).toList();
    }
}
