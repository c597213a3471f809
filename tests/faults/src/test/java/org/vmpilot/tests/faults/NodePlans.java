package org.vmpilot.tests.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vmpilot.tests.node.Patience;

/** What goes wrong around the slot: disk, files, clock, power, coordinator, LRM, more reapers. */
final class NodePlans {
    /** Whose shutdown takes its time, so that what is done at its beginning is there at its end. */
    private static final String STUBBORN = "guest.behaviour=ignores-shutdown";

    private static final Moment UP = new Moment.AllUp();
    private static final String VAR = "/var/lib/vmpilot";

    private NodePlans() {}

    static List<Plan> all() {
        List<Plan> plans = new ArrayList<>();
        locks(plans);
        disk(plans);
        torn(plans);
        clock(plans);
        power(plans);
        coordinator(plans);
        lrm(plans);
        reapers(plans);
        return plans;
    }

    private static void locks(List<Plan> plans) {
        for (Moment moment : List.of(UP, new Moment.Noted("NOTICE"))) {
            plans.add(new Plan(Kind.LOCK_HELD, "somebody holds the slot's lock", moment)
                    .configured("lock-wait = 2")
                    .with(STUBBORN)
                    .blow(Locks::hold)
                    .heal(Locks::letGo));
        }
    }

    private static void disk(List<Plan> plans) {
        for (Moment moment : List.of(UP, new Moment.Noted("CREATE"), new Moment.Noted("NOTICE"))) {
            plans.add(new Plan(Kind.DISK, "the disk of the state folder is full", moment)
                    .with(STUBBORN)
                    .before(stage -> stage.sh("cp -a " + VAR
                            + " /run/kept && mount -t tmpfs -o size=256k,mode=700 tmpfs "
                            + VAR + " && cp -a /run/kept/open " + VAR + "/ && mkdir -m 700 " + VAR + "/certificates "
                            + VAR + "/outbox " + VAR + "/logs"))
                    .blow(stage -> stage.sh("dd if=/dev/zero of=" + VAR + "/fill bs=1k 2>&1 | tail -n 1"))
                    .heal(stage -> stage.sh("rm " + VAR + "/fill"))
                    .after(stage -> {
                        Patience.await("delivery")
                                .until(() -> stage.ground.list(VAR + "/outbox").isEmpty()
                                        && stage.find(Set.of(Role.DELIVERY)).isEmpty());
                        stage.sh("cp -a " + VAR + "/certificates/. /run/kept/certificates/; umount -l " + VAR
                                + "; cp -a /run/kept/certificates/. " + VAR + "/certificates/; rm -r /run/kept");
                    }));
            plans.add(new Plan(Kind.DISK, "the state folder is read-only", moment)
                    .with(STUBBORN)
                    .blow(stage -> stage.sh("mount -t tmpfs -o ro,mode=700 tmpfs " + VAR))
                    .heal(stage -> stage.sh("umount -l " + VAR)));
        }
    }

    private static void torn(List<Plan> plans) {
        String folder = "/run/vmpilot/slots/SLOT";
        for (String damage : List.of(
                "truncate -s 100 " + folder + "/slot",
                "truncate -s 0 " + folder + "/slot",
                "rm -f " + folder + "/slot " + VAR + "/open/SLOT",
                "truncate -s 60 " + folder + "/slot " + VAR + "/open/SLOT",
                "printf '123 CREA' >>" + folder + "/journal",
                "printf '\\000\\377 UP index=0 domid=1\\n99999999999999999999 GONE index=0' >>" + folder + "/journal",
                "rm -f " + folder + "/journal",
                "printf '{\\n  \"format\": \"vmpi' >" + folder + "/certificate.json",
                "printf 'NONSENSE $(reboot)' >" + folder + "/notice",
                "rm -rf " + folder + "/guests")) {
            plans.add(new Plan(Kind.TORN, "the agent is killed, and: " + damage, UP).blow(stage -> {
                stage.kill(Role.AGENT);
                stage.sh(damage.replace("SLOT", stage.slot()));
            }));
            plans.add(new Plan(Kind.TORN, "agent and vmpilot-node are killed, and: " + damage, UP).blow(stage -> {
                stage.sh(damage.replace("SLOT", stage.slot()));
                stage.kill(Role.AGENT, Role.NODE);
            }));
        }
    }

    private static void clock(List<Plan> plans) {
        for (String step : List.of("+86400", "-86400", "+3600", "-3600", "+315360000")) {
            for (Moment moment :
                    List.of(new Moment.Noted("RECORDED"), new Moment.Noted("UP"), new Moment.Noted("NOTICE"))) {
                plans.add(new Plan(Kind.CLOCK, "the wall clock goes " + step + " s", moment)
                        .configured("java = /etc/vmpilot/java")
                        .before(SteppedClock::install)
                        .blow(stage -> SteppedClock.step(stage, step))
                        .after(SteppedClock::remove));
            }
        }
    }

    private static void power(List<Plan> plans) {
        for (Moment moment : List.of(
                new Moment.Noted("RECORDED"),
                new Moment.Called("create", 1),
                UP,
                new Moment.Noted("ASKED"),
                new Moment.Closing(),
                new Moment.Certified())) {
            plans.add(new Plan(Kind.POWER_OFF, "the node is powered off and boots", moment)
                    .in(Lrm.PLAIN)
                    .blow(stage -> {
                        stage.reboot();
                        stage.sh("/opt/vmpilot/node/vmpilot-boot start");
                    }));
            plans.add(new Plan(Kind.POWER_OFF, "the node is shut down", moment)
                    .in(Lrm.PLAIN)
                    .blow(stage -> {
                        stage.sh("/opt/vmpilot/node/vmpilot-boot stop");
                        stage.reboot();
                        stage.sh("/opt/vmpilot/node/vmpilot-boot start");
                    }));
        }
    }

    private static void coordinator(List<Plan> plans) {
        for (Moment moment : List.of(
                new Moment.Begun(),
                new Moment.Noted("RECORDED"),
                new Moment.Noted("CREATE"),
                UP,
                new Moment.Noted("NOTICE"),
                new Moment.Closing())) {
            boolean beforeGo =
                    moment instanceof Moment.Begun || moment.toString().equals("at RECORDED");
            Plan.Ending ending = beforeGo ? Plan.Ending.CANCELLED : Plan.Ending.LEASE;
            plans.add(new Plan(Kind.CUT_OFF, "the coordinator is away", moment)
                    .ending(ending)
                    .blow(stage -> {
                        stage.desk.behave(Desk.Manner.AWAY);
                        if (beforeGo) {
                            Beat.pause(500);
                            stage.cancel();
                        }
                    })
                    .after(stage -> stage.desk.behave(Desk.Manner.KIND)));
            plans.add(new Plan(Kind.REPORT_REFUSED, "reports and certificates are refused", moment)
                    .ending(Plan.Ending.LEASE)
                    .blow(stage -> stage.desk.behave(Desk.Manner.REFUSES_REPORTS))
                    .after(stage -> stage.desk.behave(Desk.Manner.KIND)));
        }
        for (Desk.Slip slip : Desk.Slip.values()) {
            if (slip != Desk.Slip.NONE) {
                plans.add(new Plan(Kind.ORDER, "the order has a slip: " + slip, new Moment.Claimed()).slip(slip));
            }
        }
    }

    private static void lrm(List<Plan> plans) {
        for (Moment moment : List.of(
                new Moment.Begun(), new Moment.Noted("CREATE"), UP, new Moment.Noted("NOTICE"), new Moment.Closing())) {
            plans.add(new Plan(Kind.LRM, "the LRM stands still for two seconds", moment)
                    .ending(Plan.Ending.LEASE)
                    .blow(stage -> stage.lrm.standStill(2000)));
            plans.add(new Plan(Kind.LRM, "the LRM is killed and started again", moment)
                    .blow(stage -> stage.lrm.restart()));
        }
    }

    private static void reapers(List<Plan> plans) {
        for (Moment moment : List.of(
                new Moment.Noted("RECORDED"),
                new Moment.Called("create", 1),
                UP,
                new Moment.Noted("ASKED"),
                new Moment.Closing(),
                new Moment.Called("destroy", 1),
                new Moment.Certified())) {
            plans.add(new Plan(Kind.REAPERS, "two more reapers of the slot", moment)
                    .with(stubbornAt(moment))
                    .blow(stage -> {
                        stage.start("/opt/vmpilot/node/vmpilot-reap", "--slot", stage.slot());
                        stage.start("/opt/vmpilot/node/vmpilot-reap", "--slot", stage.slot());
                    }));
            plans.add(new Plan(Kind.REAPERS, "reapers of the job and of all that is over", moment)
                    .with(stubbornAt(moment))
                    .blow(stage -> {
                        stage.start("/opt/vmpilot/node/vmpilot-reap", "--job", stage.job());
                        stage.start("/opt/vmpilot/node/vmpilot-reap", "--over");
                    }));
        }
        plans.add(new Plan(Kind.OLD_REAPER, "a reaper of the slot before was stopped, and goes on", UP)
                .before(OldSlot::leaveItsReaperStopped)
                .blow(OldSlot::letItsReaperGoOn)
                .ending(Plan.Ending.WORD));
        plans.add(new Plan(Kind.OLD_REAPER, "the epilog of the job before comes late", UP)
                .blow(OldSlot::epilogComesLate)
                .ending(Plan.Ending.WORD));
    }

    private static String stubbornAt(Moment moment) {
        return moment.toString().contains("destroy") ? "guest.behaviour=ignores-shutdown" : "guest.behaviour=";
    }
}
