package org.vmpilot.tests.faults;

import java.util.ArrayList;
import java.util.List;

/** xl fails, lies, hangs, leaves half-made and dying domains. */
final class XlPlans {
    private static final Moment UP = new Moment.AllUp();
    private static final Moment BEGUN = new Moment.Begun();
    private static final String STUBBORN = "guest.behaviour=ignores-shutdown";

    private XlPlans() {}

    static List<Plan> all() {
        List<Plan> plans = new ArrayList<>();
        fails(plans);
        lies(plans);
        hangs(plans);
        silent(plans);
        cannotEnd(plans);
        halfMade(plans);
        return plans;
    }

    private static Plan armed(Kind kind, Moment moment, String... fault) {
        return new Plan(kind, String.join(" ", fault), moment).blow(stage -> stage.fault(fault));
    }

    private static void fails(List<Plan> plans) {
        for (String verb : List.of("list", "mem-set", "create", "shutdown", "destroy")) {
            for (String kind : List.of("fail", "fail-after")) {
                for (int count = 1; count <= 2; count++) {
                    for (int after = 0; after <= 2; after++) {
                        boolean early = verb.equals("create") || after == 1;
                        plans.add(armed(
                                        Kind.XL_FAILS,
                                        early ? BEGUN : UP,
                                        kind,
                                        "command=" + verb,
                                        "count=" + count,
                                        "after=" + after)
                                .with(verb.equals("destroy") ? STUBBORN : "guest.behaviour="));
                    }
                }
            }
        }
    }

    private static void lies(List<Plan> plans) {
        for (String verb : List.of("mem-set", "create", "shutdown", "destroy")) {
            plans.add(armed(Kind.XL_LIES, verb.equals("create") ? BEGUN : UP, "pretend", "command=" + verb, "count=1")
                    .with(verb.equals("destroy") ? STUBBORN : "guest.behaviour="));
        }
        plans.add(armed(Kind.XL_LIES, BEGUN, "pretend", "command=mem-set").configured("memory-timeout = 3"));
        plans.add(armed(Kind.XL_LIES, UP, "pretend", "command=shutdown"));
        for (Moment moment : List.of(BEGUN, UP, new Moment.Closing())) {
            plans.add(armed(Kind.XL_LIES, moment, "garbage", "command=list", "count=1"));
            plans.add(armed(Kind.XL_LIES, moment, "garbage", "command=list", "count=2", "exit=1"));
            plans.add(armed(Kind.XL_LIES, moment, "truncate", "command=list", "count=1"));
            plans.add(armed(Kind.XL_LIES, moment, "truncate", "command=list", "count=1", "bytes=0"));
            plans.add(armed(Kind.XL_LIES, moment, "slow", "command=*", "count=3", "seconds=0.5"));
        }
    }

    private static void hangs(List<Plan> plans) {
        for (String kind : List.of("hang", "hang-after")) {
            plans.add(armed(Kind.XL_HANGS, BEGUN, kind, "command=create"));
            plans.add(armed(Kind.XL_HANGS, BEGUN, kind, "command=create", "index=0", "count=1"));
            plans.add(armed(Kind.XL_HANGS, UP, kind, "command=shutdown"));
            plans.add(armed(Kind.XL_HANGS, UP, kind, "command=list", "count=1", "seconds=1"));
        }
        plans.add(armed(Kind.XL_HANGS, BEGUN, "hang", "command=mem-set").configured("memory-timeout = 3"));
    }

    private static Plan healed(Plan plan) {
        return plan.heal(Stage::clearFaults);
    }

    private static void silent(List<Plan> plans) {
        for (Moment moment : List.of(UP, new Moment.Noted("NOTICE"), new Moment.Called("create", 1))) {
            plans.add(healed(armed(Kind.XL_SILENT, moment, "hang", "command=list"))
                    .configured("xl-timeout = 2"));
            plans.add(healed(armed(Kind.XL_SILENT, moment, "hang-after", "command=list"))
                    .configured("xl-timeout = 2"));
            plans.add(new Plan(Kind.XL_SILENT, "xenstored is dead", moment)
                    .blow(stage -> stage.ground.simulated("set", "xenstored=no"))
                    .heal(stage -> stage.ground.simulated("set", "xenstored="))
                    .configured("xl-timeout = 2"));
            plans.add(healed(armed(Kind.XL_SILENT, moment, "garbage", "command=list"))
                    .configured("end-timeout = 3"));
            plans.add(healed(armed(Kind.XL_SILENT, moment, "fail", "command=list"))
                    .configured("end-timeout = 3"));
        }
    }

    private static void cannotEnd(List<Plan> plans) {
        for (String kind : List.of("fail", "pretend", "hang")) {
            plans.add(healed(armed(Kind.CANNOT_END, UP, kind, "command=destroy"))
                    .with(STUBBORN)
                    .configured("end-timeout = 3"));
            plans.add(
                    healed(armed(Kind.CANNOT_END, UP, kind, "command=mem-set")).configured("memory-timeout = 3"));
        }
        plans.add(armed(Kind.CANNOT_END, UP, "leaves-dying", "seconds=9")
                .heal(stage -> {})
                .with(STUBBORN)
                .configured("end-timeout = 3"));
    }

    private static void halfMade(List<Plan> plans) {
        for (String stage : List.of("nothing", "nameless", "named", "memory", "built", "running")) {
            for (String signal : List.of("KILL", "TERM", "STOP")) {
                plans.add(armed(Kind.HALF_MADE, BEGUN, "create-dies", "stage=" + stage, "signal=" + signal, "count=1"));
            }
        }
        plans.add(armed(Kind.HALF_MADE, BEGUN, "create-runs-but-fails", "count=1"));
        for (String seconds : List.of("0.3", "1", "2")) {
            plans.add(
                    armed(Kind.DYING, UP, "leaves-dying", "seconds=" + seconds).with(STUBBORN));
            plans.add(new Plan(Kind.DYING, "everything dies slowly: " + seconds + " s", UP)
                    .with("dying.seconds=" + seconds)
                    .blow(s -> {}));
        }
        for (String deed : List.of("reboot", "crash", "end")) {
            for (Moment moment : List.of(
                    new Moment.Noted("UP"),
                    new Moment.Noted("NOTICE"),
                    new Moment.Noted("ASKED"),
                    new Moment.Closing())) {
                plans.add(new Plan(Kind.GUEST_REBOOTS, "a guest does " + deed, moment)
                        .with(STUBBORN)
                        .blow(s -> s.guestDoes(deed)));
            }
        }
    }
}
