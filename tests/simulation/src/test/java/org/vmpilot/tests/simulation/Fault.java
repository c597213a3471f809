package org.vmpilot.tests.simulation;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** What may go wrong, at any step. Where it needs a process or a machine, it is that of the step, or any. */
enum Fault {
    KILL,
    KILL_AGENT,
    KILL_NODE,
    KILL_GUARD,
    KILL_LAUNCHER,
    KILL_REAPER,
    KILL_COORDINATOR,
    KILL_TWO,
    KILL_NODE_AND_GUARD,
    KILL_JOB,
    STOP_AGENT,
    STOP_LAUNCHER,
    STOP_NODE,
    STOP_GUARD,
    FREEZE_JOB,
    TERM_TO_JOB,
    TERM_TO_AGENT,
    REBOOT,
    POWER_OFF,
    CUT_OFF,
    LOSSY,
    SLOW,
    COORDINATOR_DOWN,
    COORDINATOR_DISK_FULL,
    DISK_FULL,
    XL_FAILS,
    XL_HANGS,
    CREATE_FAILS,
    CREATE_LEAVES,
    DESTROY_STICKS,
    MEMORY_STUCK,
    POLICY,
    BLACK_HOLE,
    LRM_DOWN,
    LRM_DEAF,
    LRM_BUSY,
    LRM_DENIES,
    LRM_INCOMPLETE,
    LRM_LOSES_ANSWER,
    LRM_DOUBLES,
    LRM_ENDS_JOB,
    LRM_KILLS_JOB,
    LRM_FORGETS,
    LRM_REQUEUES,
    LRM_UNREADABLE,
    LRM_BREAKS,
    LRM_NODES_UNREADABLE,
    LRM_NODES_CUT,
    GANG_LAUNCHER_DIES,
    GANG_LAUNCHER_HANGS,
    DRAINED_BY_OTHERS,
    DRAIN_LIFTED,
    STORE_FAILS,
    STORE_BREAKS,
    CLOCK_FORWARD,
    CLOCK_BACK,
    GUEST_REBOOTS,
    GUEST_ENDS,
    KILL_ALL;

    /** One of our processes dies, or is stopped for a while; or a machine is booted. Nobody from outside may be needed then. */
    boolean mendedByItself() {
        return switch (this) {
            case KILL,
                    KILL_AGENT,
                    KILL_NODE,
                    KILL_GUARD,
                    KILL_LAUNCHER,
                    KILL_REAPER,
                    KILL_COORDINATOR,
                    STOP_AGENT,
                    STOP_LAUNCHER,
                    STOP_NODE,
                    STOP_GUARD,
                    TERM_TO_JOB,
                    TERM_TO_AGENT,
                    REBOOT -> true;
            default -> false;
        };
    }

    /** Nobody may notice it at all. */
    boolean harmsNothing() {
        return setsClocks() || this == LRM_NODES_UNREADABLE || this == LRM_NODES_CUT || this == LRM_UNREADABLE;
    }

    boolean setsClocks() {
        return this == CLOCK_FORWARD || this == CLOCK_BACK;
    }

    boolean breaksAPort() {
        return EnumSet.of(LRM_BREAKS, STORE_FAILS, STORE_BREAKS, COORDINATOR_DISK_FULL)
                .contains(this);
    }

    private boolean isOfGangs() {
        return EnumSet.range(LRM_NODES_UNREADABLE, GANG_LAUNCHER_HANGS).contains(this);
    }

    /** What may go wrong where a lease of several slots is one job, or several. */
    static List<Fault> all(boolean gangs) {
        return Stream.of(values()).filter(fault -> gangs || !fault.isOfGangs()).toList();
    }

    /** Strikes; what lasts is undone later. */
    void strike(Site site, SimulatedProcess struck) {
        Machine machine = site.machineOf(struck);
        site.world.note("fault", name(), machine.name);
        switch (this) {
            case KILL -> struck.kill();
            case KILL_COORDINATOR -> site.central.process().kill();
            case KILL_REAPER -> any(site, List.copyOf(machine.reapers.values())).kill();
            case KILL_TWO -> {
                any(site, machine.processes()).kill();
                any(site, machine.processes()).kill();
            }
            case REBOOT -> machine.off(site.world.between(2_000, 60_000));
            case POWER_OFF -> machine.off(site.world.between(60_000, 600_000));
            case COORDINATOR_DOWN -> site.central.keepDown(site.world.between(20_000, 400_000));
            case KILL_ALL -> site.killAll();
            case GUEST_REBOOTS -> machine.xl.domains.stream().findFirst().ifPresent(machine.xl::reboots);
            case GUEST_ENDS -> machine.xl.domains.stream().findFirst().ifPresent(machine.xl::ended);
            default -> {
                if (!ofRun(site, machine) && !ofLrm(site) && !ofCentral(site) && !ofDrains(site, machine)) {
                    lasting(site, machine);
                }
            }
        }
    }

    private static SimulatedProcess any(Site site, List<SimulatedProcess> some) {
        return some.isEmpty()
                ? new SimulatedProcess(site.world, "nobody")
                : some.get(site.world.random().nextInt(some.size()));
    }

    private boolean ofRun(Site site, Machine machine) {
        if (machine.runs.isEmpty()) {
            return EnumSet.range(KILL_AGENT, TERM_TO_AGENT).contains(this);
        }
        PilotRun run = machine.runs.get(machine.runs.size() - 1);
        long later = site.world.between(1_000, 300_000);
        switch (this) {
            case KILL_AGENT -> run.agent.kill();
            case KILL_NODE -> run.node.kill();
            case KILL_GUARD -> run.killGuard();
            case KILL_LAUNCHER -> run.launcher.kill();
            case KILL_NODE_AND_GUARD -> {
                run.node.kill();
                run.killGuard();
            }
            case KILL_JOB -> {
                run.agent.kill();
                run.node.kill();
                run.launcher.kill();
            }
            case STOP_AGENT -> stop(site, later, run.agent);
            case STOP_LAUNCHER -> stop(site, later, run.launcher);
            case STOP_NODE -> stop(site, later, run.node);
            case STOP_GUARD -> run.guard().ifPresent(guard -> stop(site, later, guard));
            case FREEZE_JOB -> stop(site, later, run.launcher, run.agent, run.nodeLeft ? run.agent : run.node);
            case TERM_TO_JOB -> run.signal("TERM");
            case TERM_TO_AGENT -> run.term();
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void stop(Site site, long later, SimulatedProcess... some) {
        for (SimulatedProcess process : some) {
            process.stop();
            site.world.in(later, process::go);
        }
    }

    private boolean ofLrm(Site site) {
        SimulatedLrm lrm = site.lrm;
        switch (this) {
            case LRM_DOWN -> lrm.down = true;
            case LRM_DEAF -> lrm.deaf = true;
            case LRM_BUSY -> lrm.busy = true;
            case LRM_DENIES -> lrm.denies = true;
            case LRM_INCOMPLETE -> lrm.incomplete = true;
            case LRM_LOSES_ANSWER -> lrm.loses = true;
            case LRM_DOUBLES -> lrm.doubles = true;
            case LRM_ENDS_JOB -> site.anyRunning().ifPresent(job -> lrm.end(job, job.run));
            case LRM_KILLS_JOB -> site.anyRunning().ifPresent(lrm::kill);
            case LRM_UNREADABLE -> lrm.unreadable = true;
            case LRM_NODES_UNREADABLE -> lrm.nodesUnreadable = true;
            case LRM_NODES_CUT -> lrm.nodesCut = true;
            case GANG_LAUNCHER_DIES -> site.anyGang().ifPresent(gang -> dies(site, gang));
            case GANG_LAUNCHER_HANGS -> site.anyGang().ifPresent(gang -> gang.hangs = true);
            case LRM_FORGETS -> site.anyRunning().ifPresent(job -> job.all().forEach(one -> one.forgotten = true));
            case LRM_REQUEUES ->
                site.anyRunning().ifPresent(job -> {
                    job.requeue = true;
                    lrm.kill(job);
                });
            default -> {
                return false;
            }
        }
        site.world.in(site.world.between(1_000, 300_000), lrm::heal);
        return true;
    }

    /** An LRM ends what it has started politely, or at once. */
    private static void dies(Site site, Gang gang) {
        if (site.world.chance(50)) {
            gang.end();
        } else {
            gang.kill();
        }
    }

    /** Once, at the next of its kind; or for a while, on its clock. */
    private boolean ofCentral(Site site) {
        long hours = site.world.between(3_600_000, 43_200_000);
        switch (this) {
            case LRM_BREAKS -> site.central.adapterBreaks = true;
            case STORE_FAILS -> site.central.storeFails = true;
            case STORE_BREAKS -> site.central.storeBreaks = true;
            case CLOCK_FORWARD -> site.world.setWall(hours);
            case CLOCK_BACK -> site.world.setWall(-hours);
            default -> {
                return false;
            }
        }
        // NTP sets it right again: another jump.
        site.world.in(site.world.between(60_000, 600_000), () -> site.world.setWall(0));
        return true;
    }

    /** An admin takes out a node with which something is wrong, and opens it later; or he opens whatever he finds closed. */
    private boolean ofDrains(Site site, Machine machine) {
        switch (this) {
            case DRAINED_BY_OTHERS -> {
                site.lrm.drainedBySomebodyElse(machine.name);
                machine.xl.destroySticks = true;
                site.world.in(site.world.between(1_000, 300_000), () -> {
                    machine.mend();
                    site.world.in(site.world.between(1_000, 300_000), () -> site.lrm.opened(machine.name));
                });
            }
            case DRAIN_LIFTED -> site.lrm.liftsNextDrain = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    private void lasting(Site site, Machine machine) {
        switch (this) {
            case CUT_OFF -> site.network.cut.add(machine.name);
            case LOSSY -> site.network.lossPercent = 40;
            case SLOW -> site.network.slowest = 40_000;
            case COORDINATOR_DISK_FULL -> site.central.full = true;
            case DISK_FULL -> machine.diskFull = true;
            case XL_FAILS -> machine.xl.trouble = Xl.Trouble.FAILS;
            case XL_HANGS -> machine.xl.trouble = Xl.Trouble.HANGS;
            case CREATE_FAILS -> machine.xl.createFails = true;
            case CREATE_LEAVES -> {
                machine.xl.createFails = true;
                machine.xl.createLeaves = true;
            }
            case DESTROY_STICKS -> machine.xl.destroySticks = true;
            case MEMORY_STUCK -> machine.memoryStuck = true;
            case POLICY -> machine.policyRefuses = true;
            case BLACK_HOLE -> machine.swallowsPilots = true;
            default -> throw new IllegalStateException("a fault without a deed: " + this);
        }
        site.world.in(site.world.between(500, 300_000), () -> {
            site.network.heal();
            site.central.full = false;
            machine.mend();
        });
    }
}
