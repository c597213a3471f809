package org.vmpilot.tests.faults;

import java.util.ArrayList;
import java.util.List;

/** What only a gang can suffer: what ends all of it, and a node that the LRM loses. */
final class GangPlans {
    private GangPlans() {}

    static List<Plan> all() {
        List<Plan> plans = new ArrayList<>();
        Moment up = new Moment.AllUp();
        plans.add(new Plan(Kind.NOTHING, "nothing, until the walltime", up).walltime(8));
        plans.add(new Plan(Kind.NOTHING, "nothing, until a qdel", up).ending(Plan.Ending.CANCELLED));
        for (Moment moment : List.of(
                new Moment.Begun(),
                new Moment.Claimed(),
                new Moment.Noted("ROOM"),
                new Moment.Called("create", 1),
                new Moment.Noted("ASKED"),
                new Moment.Closing(),
                new Moment.Certified())) {
            plans.add(new Plan(Kind.TERMS, "a qdel, and another one", moment)
                    .blow(stage -> {
                        stage.cancel();
                        Beat.pause(60);
                        stage.cancel();
                    })
                    .after(ProcessPlans::nextJobComes));
        }
        for (Moment moment : List.of(new Moment.Noted("RECORDED"), new Moment.Called("create", 1), up)) {
            // Nothing but the LRM may end the sibling before the walltime.
            plans.add(new Plan(Kind.NODE_LOST, "the LRM loses the node", moment)
                    .walltime(12)
                    .blow(Stage::loseNode));
        }
        return plans;
    }
}
