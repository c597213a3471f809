package org.vmpilot.tests.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** Many runs. {@code java ... Runs FROM COUNT [SHOW]} does what the tests do, without them. */
final class Runs {
    private static final int ENOUGH = 3;
    private final List<Site.Outcome> bad = new ArrayList<>();
    private long runs;
    private long steps;

    /** Stops when enough is wrong. */
    Runs of(LongStream numbers, LongFunction<Plan> plan, Mutant mutant) {
        for (long number : numbers.toArray()) {
            Site.Outcome outcome = Site.run(plan.apply(number), mutant, false);
            runs++;
            steps += outcome.steps();
            if (!outcome.good()) {
                bad.add(outcome);
                if (bad.size() >= ENOUGH) {
                    break;
                }
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
