package org.vmpilot.tests.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vmpilot.tests.node.Patience;

/** Processes that are killed, stopped, told again: at every step of the journal, every call of xl and every step of the reaper. */
final class ProcessPlans {
    private static final Set<Role> PAIR_OF_THE_EPILOG = Set.of(Role.NODE, Role.GUARD);

    private static final List<Role> WHILE_THE_AGENT_LIVES =
            List.of(Role.LAUNCHER, Role.SUDO, Role.NODE, Role.AGENT, Role.GUARD);
    private static final List<Role> WHILE_IT_IS_REAPED =
            List.of(Role.LAUNCHER, Role.SUDO, Role.NODE, Role.GUARD, Role.REAPER);

    private ProcessPlans() {}

    /** Where the agent lives; what belongs to the moment itself can be hit as well. */
    private static List<Moment> early() {
        return List.of(
                new Moment.Begun(),
                new Moment.Claimed(),
                new Moment.Noted("CLAIMED"),
                new Moment.Noted("RECORDED"),
                new Moment.Called("list", 1),
                new Moment.Called("list", 2),
                new Moment.Called("mem-set", 1),
                new Moment.Noted("ROOM"),
                new Moment.Noted("READY"),
                new Moment.Noted("GO"),
                new Moment.Noted("CREATE"),
                new Moment.Called("create", 1),
                new Moment.Noted("UP"),
                new Moment.AllUp(),
                new Moment.Called("list", 4),
                new Moment.Noted("NOTICE"),
                new Moment.Noted("ASKED"),
                new Moment.Called("shutdown", 1));
    }

    private static List<Moment> late() {
        return List.of(
                new Moment.Noted("LEAVING"),
                new Moment.Closing(),
                new Moment.Called("mem-set", 2),
                new Moment.Noted("FORCED"),
                new Moment.Called("destroy", 1),
                new Moment.Certified());
    }

    static List<Plan> all() {
        List<Plan> plans = new ArrayList<>();
        for (Moment moment : early()) {
            kills(plans, moment, actorsAt(moment));
        }
        for (Moment moment : late()) {
            kills(plans, moment, WHILE_IT_IS_REAPED);
        }
        killAll(plans);
        stops(plans);
        terms(plans);
        return plans;
    }

    private static List<Role> actorsAt(Moment moment) {
        List<Role> actors = new ArrayList<>(WHILE_THE_AGENT_LIVES);
        String words = moment.toString();
        if (words.equals("at CREATE") || words.contains("xl create")) {
            actors.add(Role.CREATE);
        }
        if (words.equals("at UP") || words.equals("at ASKED") || moment instanceof Moment.AllUp) {
            actors.add(Role.DAEMON);
        }
        return actors;
    }

    /** Alone and in pairs. */
    private static void kills(List<Plan> plans, Moment moment, List<Role> actors) {
        for (int one = 0; one < actors.size(); one++) {
            Role first = actors.get(one);
            plans.add(polite(new Plan(Kind.KILL_ONE, "kill -9 of " + first, moment))
                    .blow(stage -> stage.kill(first)));
            for (Role second : actors.subList(one + 1, actors.size())) {
                boolean epilog = PAIR_OF_THE_EPILOG.equals(Set.of(first, second));
                Kind kind = epilog ? Kind.KILL_NEEDS_EPILOG : Kind.KILL_TWO;
                Plan plan = polite(new Plan(kind, "kill -9 of " + first + " and " + second, moment))
                        .blow(stage -> stage.kill(first, second));
                plans.add(epilog ? plan.in(Lrm.BARRIER) : plan);
            }
        }
    }

    /** Where nothing was recorded, lock files are all that is left; they go with the delivery of the next job. */
    static void nextJobComes(Stage stage) {
        Patience.await("nobody works on the slot any more").until(stage::isQuiet);
        if (stage.isLeft(".run")) {
            stage.sh("/opt/vmpilot/node/vmpilot-node deliver");
        }
    }

    /** Where a destroy is to be hit, the guests do not go by themselves. */
    private static Plan polite(Plan plan) {
        String words = plan.moment.toString();
        if (words.contains("FORCED") || words.contains("xl destroy")) {
            plan.with("guest.behaviour=ignores-shutdown");
        }
        return plan.after(ProcessPlans::nextJobComes);
    }

    private static void killAll(List<Plan> plans) {
        Role[] all = {Role.LAUNCHER, Role.SUDO, Role.NODE, Role.AGENT, Role.GUARD, Role.REAPER, Role.CREATE};
        for (Moment moment : List.of(
                new Moment.Noted("RECORDED"),
                new Moment.Called("create", 1),
                new Moment.AllUp(),
                new Moment.Noted("NOTICE"),
                new Moment.Closing(),
                new Moment.Called("destroy", 1))) {
            plans.add(polite(new Plan(Kind.KILL_ALL, "kill -9 of everything, the epilog comes", moment))
                    .in(Lrm.BARRIER)
                    .blow(stage -> stage.killToTheEnd(all)));
            plans.add(polite(new Plan(Kind.KILL_ALL, "kill -9 of everything, another job's prolog comes", moment))
                    .in(Lrm.PLAIN)
                    .blow(stage -> {
                        stage.killToTheEnd(all);
                        stage.sh("VMPILOT_LRM_JOB=other /opt/vmpilot/node/prolog");
                    }));
            plans.add(polite(new Plan(
                            Kind.KILL_ALL, "kill -9 of everything and of the LRM, the boot unit starts", moment))
                    .in(Lrm.PLAIN)
                    .blow(stage -> {
                        stage.killToTheEnd(all);
                        stage.lrm.restart();
                        stage.sh("/opt/vmpilot/node/vmpilot-boot start");
                    }));
        }
    }

    private static void stops(List<Plan> plans) {
        for (Moment moment : early()) {
            for (Role role : actorsAt(moment)) {
                plans.add(new Plan(Kind.STOP_ONE, "SIGSTOP to " + role, moment).blow(stage -> stage.stop(role)));
            }
        }
        for (Moment moment : late()) {
            for (Role role : WHILE_IT_IS_REAPED) {
                plans.add(polite(new Plan(Kind.STOP_ONE, "SIGSTOP to " + role, moment))
                        .blow(stage -> stage.stop(role)));
            }
        }
    }

    private static void terms(List<Plan> plans) {
        for (Moment moment : List.of(
                new Moment.Claimed(),
                new Moment.Noted("RECORDED"),
                new Moment.Noted("CREATE"),
                new Moment.AllUp(),
                new Moment.Noted("ASKED"),
                new Moment.Closing(),
                new Moment.Called("destroy", 1))) {
            plans.add(polite(new Plan(Kind.TERMS, "a TERM and two more", moment))
                    .blow(stage -> {
                        for (int times = 0; times < 3; times++) {
                            stage.signal("TERM", Role.LAUNCHER);
                            Beat.pause(60);
                        }
                    }));
            plans.add(polite(new Plan(Kind.TERMS, "a qdel, and a TERM to every process of the job", moment))
                    .blow(stage -> {
                        stage.cancel();
                        for (Role role : List.of(Role.LAUNCHER, Role.SUDO, Role.NODE)) {
                            stage.signal("TERM", role);
                        }
                    }));
        }
    }
}
