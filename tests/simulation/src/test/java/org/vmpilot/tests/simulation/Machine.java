package org.vmpilot.tests.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.vmpilot.guard.SlotRecord;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotKey;

/** A node: its Xen, what is in its /run and /var, its processes, and what goes on there without a pilot job. */
final class Machine {
    private static final long EPILOG_BOUND = 25_000;

    final String name;
    final Plan plan;
    final Judge judge;
    final Network network;
    final Xl xl;
    /** /run/vmpilot/slots; gone at a reboot. */
    final Map<SlotKey, Folder> run = new TreeMap<>();

    /** /var/lib/vmpilot. */
    final Map<SlotKey, SlotRecord> open = new TreeMap<>();

    final Map<SlotKey, Paper> certificates = new TreeMap<>();
    final Map<String, Object> outbox = new LinkedHashMap<>();
    boolean barred;
    boolean frozen;
    boolean diskFull;
    /** Whose share of memory dom0 lacks. */
    final Set<SlotKey> lacking = new TreeSet<>();

    boolean memoryStuck;
    boolean policyRefuses;
    /** Every pilot ends there before it has said a word. */
    boolean swallowsPilots;

    boolean up = true;
    final Map<SlotKey, SimulatedProcess> reapers = new TreeMap<>();
    final List<PilotRun> runs = new ArrayList<>();
    final Set<SlotKey> everRecorded = new TreeSet<>();
    boolean everBarred;
    private final World world;
    private final Runnable booted;
    private final Set<SimulatedProcess> processes = new LinkedHashSet<>();
    private final Map<SlotKey, SimulatedProcess> coming = new TreeMap<>();
    private SimulatedProcess delivery;
    private PilotJob occupant;
    private int boots = 1;
    private long bootedAt = -100_000;

    /** @param booted told when it is up again */
    Machine(World world, String name, Plan plan, Judge judge, Network network, Runnable booted) {
        this.world = world;
        this.booted = booted;
        this.name = name;
        this.plan = plan;
        this.judge = judge;
        this.network = network;
        this.xl = new Xl(world, this);
        this.policyRefuses = plan.refuses(name);
        this.swallowsPilots = plan.swallows(name);
    }

    SimulatedProcess process(String what) {
        SimulatedProcess process = new SimulatedProcess(world, name + " " + what);
        processes.add(process);
        process.atEnd(() -> processes.remove(process));
        return process;
    }

    List<SimulatedProcess> processes() {
        return List.copyOf(processes);
    }

    long uptime() {
        return world.now() - bootedAt;
    }

    String bootId() {
        return name + "-boot-" + boots;
    }

    // ---- jobs ----

    boolean free() {
        return up && occupant == null;
    }

    PilotRun start(SimulatedLrm lrm, PilotJob job) {
        occupant = job;
        PilotRun started = new PilotRun(world, lrm, job, this);
        runs.add(started);
        return started;
    }

    /** Whether vmpilot-node or the agent of a run of the slot, other than this one, lives. */
    boolean lives(SlotKey slot, PilotRun but) {
        return runs.stream()
                .anyMatch(other ->
                        other != but && other.slot.equals(slot) && (other.agent.alive() || other.node.alive()));
    }

    /** The LRM's way from a job's end to the node's next job; {@code then} it is over for the LRM. */
    void jobIsOver(PilotJob job, Runnable then) {
        Runnable freed = () -> {
            if (occupant == job) {
                occupant = null;
            }
            then.run();
        };
        if (!plan.epilog() || !up) {
            world.in(50, freed);
            return;
        }
        String id = job.id.text().replace('[', '_').replace(']', '_');
        Set<SlotKey> known = new TreeSet<>(run.keySet());
        known.addAll(open.keySet());
        known.removeIf(slot -> lives(slot, null)
                && record(slot).filter(text -> text.job().equals(id)).isEmpty());
        boolean[] over = new boolean[1];
        Runnable once = () -> {
            if (!over[0]) {
                over[0] = true;
                freed.run();
            }
        };
        world.in(known.isEmpty() ? 50 : EPILOG_BOUND, once);
        for (SlotKey slot : known) {
            comeHome(slot, "epilog", Optional.empty(), once);
        }
    }

    /** Reaps the slot until it is clean; {@code then} after the first time. */
    void comeHome(SlotKey slot, String by, Optional<Notice> notice, Runnable then) {
        Reaper reaper = new Reaper(world, this, slot, by, notice);
        reaper.process.atEnd(() -> {
            if (up && reaper.clean()) {
                deliver();
            } else if (up) {
                again(process(slot + ".again"), slot, by);
            }
            then.run();
        });
        reaper.begin();
    }

    /** 'vmpilot-node again': at most one for a slot. */
    void again(SimulatedProcess process, SlotKey slot, String by) {
        SimulatedProcess other = coming.get(slot);
        if (other != null && other.alive() && other != process) {
            process.end();
            deliver();
            return;
        }
        coming.put(slot, process);
        process.in(1, () -> again(process, slot, by, 10_000));
    }

    private void again(SimulatedProcess process, SlotKey slot, String by, long pause) {
        process.step("again");
        Reaper reaper = new Reaper(world, this, slot, by, Optional.empty());
        reaper.process.atEnd(() -> process.run(() -> {
            if (reaper.clean()) {
                process.end();
                deliver();
            } else {
                process.in(pause, () -> again(process, slot, by, Math.min(pause * 2, 300_000)));
            }
        }));
        reaper.begin();
    }

    /** What the reaper ends: the agent, however stopped, and whatever makes guests of the slot. */
    void endMakers(SlotKey slot) {
        runs.stream().filter(other -> other.slot.equals(slot)).forEach(other -> other.agent.kill());
        xl.endMakers(slot);
    }

    // ---- files ----

    Optional<SlotRecord> record(SlotKey slot) {
        Folder folder = run.get(slot);
        return folder == null ? Optional.ofNullable(open.get(slot)) : Optional.of(folder.record);
    }

    boolean recorded(SlotKey slot) {
        return run.containsKey(slot) || open.containsKey(slot);
    }

    void bar() {
        if (judge.mutant() != Mutant.NODE_IS_NOT_BARRED) {
            barred = true;
            everBarred = true;
        }
    }

    /** Only when no slot is left that is not clean. */
    void unbar() {
        if (run.isEmpty() && open.isEmpty()) {
            barred = false;
        }
    }

    void makeRoom(SimulatedProcess caller, SlotKey slot, Consumer<Boolean> made) {
        lacking.add(slot);
        boolean works = xl.trouble == Xl.Trouble.NONE && !memoryStuck;
        caller.in(works ? world.between(100, 2_000) : Xl.TIMEOUT, () -> made.accept(works));
    }

    // ---- outbox ----

    void letter(String file, Object content) {
        outbox.put(file, content);
    }

    void toOutbox(List<Report> reports) {
        if (!diskFull) {
            reports.forEach(report -> letter(report.slot() + "." + report.sequence() + ".report", report));
        }
    }

    /** 'vmpilot-node deliver': one at a time. */
    void deliver() {
        if (delivery == null || !delivery.alive()) {
            delivery = process("deliver");
            delivery.in(100, () -> round(5_000));
        }
    }

    private void round(long pause) {
        if (outbox.isEmpty()) {
            delivery.end();
            return;
        }
        delivery.step("delivers");
        String file = outbox.keySet().iterator().next();
        Object content = outbox.get(file);
        if (judge.mutant() == Mutant.OUTBOX_DOES_NOT_WAIT) {
            outbox.remove(file, content);
        }
        network.call(
                delivery,
                name,
                30_000,
                central -> content instanceof Paper paper
                        ? central.certificate(paper.json())
                        : central.report(List.of((Report) content), name),
                done -> {
                    outbox.remove(file, content);
                    round(5_000);
                },
                () -> delivery.in(pause, () -> round(Math.min(pause * 2, 300_000))));
    }

    // ---- power ----

    void off(long time) {
        if (!up) {
            return;
        }
        world.note(name, "power off", "");
        up = false;
        for (SimulatedProcess process : processes()) {
            process.kill();
        }
        run.clear();
        lacking.clear();
        reapers.clear();
        xl.off();
        // A node of a gang whose pilot is home already waits for the others: nothing else would tell that it is gone.
        if (occupant != null && occupant.gang != null && !occupant.run.launcher.alive()) {
            PilotJob waiting = occupant;
            world.in(1, () -> waiting.gang.home(waiting, waiting.run));
        }
        world.in(time, this::boot);
    }

    private void boot() {
        world.note(name, "boots", "");
        boots++;
        bootedAt = world.now();
        up = true;
        if (judge.mutant() != Mutant.BOOT_FORGETS_OPEN_SLOTS) {
            home("boot");
        }
        deliver();
        booted.run();
    }

    /** vmpilot-reap --over, until clean. */
    void home(String by) {
        Set<SlotKey> known = new TreeSet<>(run.keySet());
        known.addAll(open.keySet());
        known.removeIf(slot -> lives(slot, null));
        known.forEach(slot -> comeHome(slot, by, Optional.empty(), () -> {}));
        unbar();
    }

    /** Kill-all's entry: nothing is started here any more, and all slots end. */
    void killAll() {
        if (up) {
            frozen = true;
            Set<SlotKey> known = new TreeSet<>(run.keySet());
            known.addAll(open.keySet());
            known.forEach(slot -> comeHome(slot, "kill-all", Optional.of(Notice.KILL_ALL), () -> {}));
        }
    }

    /** What was wrong with the machine is right again. */
    void mend() {
        diskFull = false;
        memoryStuck = false;
        policyRefuses = plan.refuses(name);
        swallowsPilots = plan.swallows(name);
        xl.heal();
    }

    void heal() {
        mend();
        processes().forEach(SimulatedProcess::go);
    }

    boolean quiet() {
        return up
                && processes.isEmpty()
                && xl.domains.isEmpty()
                && run.isEmpty()
                && open.isEmpty()
                && outbox.isEmpty()
                && !barred;
    }

    /** Whether something is left here, or in the way, and nobody is left who goes on. */
    boolean needsHelp() {
        boolean left = !run.isEmpty() || !open.isEmpty() || barred || !lacking.isEmpty();
        return up && left && processes.isEmpty();
    }

    /** Whether somebody lives who can bring the slot home. */
    boolean somebodyCanAct(SlotKey slot) {
        return up
                && (runs.stream().anyMatch(other -> other.slot.equals(slot) && other.canAct())
                        || able(coming.get(slot))
                        || able(reapers.get(slot)));
    }

    private static boolean able(SimulatedProcess process) {
        return process != null && process.able();
    }
}
