package org.vmpilot.tests.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.vmpilot.agent.machine.SimulatedAgent;
import org.vmpilot.guard.LrmName;
import org.vmpilot.guard.SlotRecord;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotCall;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Word;
import org.vmpilot.vmm.DomainState;
import org.vmpilot.vmm.ShutdownOutcome;

/** One run of a pilot job on a machine: launcher, vmpilot-node, agent and guard. */
final class PilotRun implements NodeSide {
    private static final int REFUSED = 75;

    final PilotJob job;
    final SlotKey slot;
    final Machine machine;
    final SimulatedProcess launcher;
    final SimulatedProcess node;
    final SimulatedProcess agent;
    final String nonce;
    /** It ended before it had said a word. */
    final boolean swallowed;

    Guard guard;
    /** vmpilot-node has left the job's cgroup: an LRM that kills by it does not reach it. */
    boolean nodeLeft;

    boolean wasReady;
    private final World world;
    private SimulatedAgent brain;
    private boolean begun;

    PilotRun(World world, SimulatedLrm lrm, PilotJob job, Machine machine) {
        this.world = world;
        this.job = job;
        this.slot = job.slot();
        this.machine = machine;
        this.swallowed = machine.swallowsPilots;
        this.launcher = machine.process(slot + ".launcher");
        this.node = machine.process(slot + ".node");
        this.agent = machine.process(slot + ".agent");
        this.nonce = String.format("%032x", world.random().nextLong() & Long.MAX_VALUE);
        launcher.atEnd(() -> agent.run(() -> {
            if (brain != null) {
                brain.jobOver();
            }
        }));
        launcher.atEnd(() -> lrm.ended(job, this));
        agent.atEnd(() -> machine.judge.cancels().agentEnded(this));
        node.atEnd(() -> launcher.in(10, launcher::end));
        node.atEnd(() -> {
            if (!begun) {
                agent.end();
            }
        });
        node.in(world.between(50, 300), this::begin);
    }

    private void begin() {
        node.step("starts");
        if (swallowed || machine.lives(slot, this)) {
            agent.end();
            node.end();
            return;
        }
        begun = true;
        long startedMs = machine.uptime();
        boolean mutant = machine.judge.mutant() == Mutant.AGENT_TAKES_UNKNOWN_FOR_GONE;
        if (agent.alive()) {
            agent.atEnd(() -> node.in(10, this::reap));
        } else {
            node.in(10, this::reap);
        }
        guard = new Guard(world, machine, this);
        agent.in(world.between(100, 500), () -> {
            brain = new SimulatedAgent(this, agent, LrmName.SLURM, nonce, startedMs, mutant);
            brain.begin(job.id.text());
            if (!launcher.alive() && agent.alive()) {
                brain.jobOver();
            }
        });
    }

    private void reap() {
        node.step("reaps");
        nodeLeft = true;
        Reaper reaper = new Reaper(world, machine, slot, "vmpilot-node", Optional.empty());
        reaper.process.atEnd(() -> node.run(() -> reaped(reaper)));
        reaper.begin();
    }

    private void reaped(Reaper reaper) {
        node.step("reaped");
        machine.deliver();
        if (!reaper.clean()) {
            machine.again(machine.process(slot + ".again"), slot, "vmpilot-node");
        }
        node.end();
    }

    // ---- what the LRM does to it ----

    void signal(String name) {
        launcher.run(() -> agent.in(5, () -> {
            if (brain != null) {
                brain.signal(name);
            }
        }));
    }

    /** The LRM's KILL: the launcher alone, or everything in the job's cgroup. */
    void killedByLrm() {
        if (machine.plan.killsByCgroup()) {
            agent.kill();
            if (!nodeLeft) {
                node.kill();
            }
        }
        launcher.kill();
    }

    Optional<SimulatedProcess> guard() {
        return Optional.ofNullable(guard).map(known -> known.process);
    }

    void killGuard() {
        guard().ifPresent(SimulatedProcess::kill);
    }

    /** Whether guard, or agent and vmpilot-node together, can bring the slot home. */
    boolean canAct() {
        return guard().filter(SimulatedProcess::able).isPresent() || (node.able() && !agent.stopped());
    }

    void term() {
        agent.run(() -> {
            if (brain != null) {
                brain.term();
            }
        });
    }

    // ---- what the agent sees ----

    @Override
    public World world() {
        return world;
    }

    @Override
    public SlotKey slot() {
        return slot;
    }

    @Override
    public String machine() {
        return machine.name;
    }

    @Override
    public String bootId() {
        return machine.bootId();
    }

    @Override
    public long uptime() {
        return machine.uptime();
    }

    @Override
    public boolean barrier() {
        return machine.barred || machine.frozen || machine.run.containsKey(slot) || machine.open.containsKey(slot);
    }

    @Override
    public void claim(String id, String own, Consumer<ClaimAnswer> answered, Runnable failed) {
        Claim claim = new Claim(slot, id, machine.name, own, machine.bootId());
        machine.network.call(
                agent,
                machine.name,
                15_000,
                central -> central.claim(claim),
                answer -> answered.accept(machine.judge.claimed(claim, answer)),
                failed);
    }

    @Override
    public void word(boolean ready, String own, int heardInstruction, Consumer<Word> answered, Runnable failed) {
        SlotCall call = new SlotCall(slot, own, heardInstruction);
        Consumer<Word> heard = machine.judge.mutant() == Mutant.GO_BEFORE_ALL_ARE_READY && ready
                ? word -> answered.accept(new Word.Go())
                : answered;
        machine.network.call(
                agent,
                machine.name,
                75_000,
                central -> ready ? central.ready(call, machine.name) : central.poll(call, machine.name),
                heard,
                failed);
    }

    @Override
    public void report(List<Report> reports, Runnable confirmed, Runnable failed) {
        machine.network.call(
                agent,
                machine.name,
                20_000,
                central -> central.report(reports, machine.name),
                done -> confirmed.run(),
                failed);
    }

    @Override
    public String policyWords() {
        return machine.judge.mutant() == Mutant.REFUSALS_ARE_NOT_COMPARED ? "not for " + slot : "not on this node";
    }

    @Override
    public boolean policyAccepts(Order order) {
        return !machine.policyRefuses;
    }

    @Override
    public boolean record(SlotRecord text) {
        machine.run.put(slot, new Folder(text));
        machine.judge.begins(machine, slot);
        if (!machine.diskFull) {
            machine.everRecorded.add(slot);
            machine.open.put(slot, text);
        }
        return !machine.diskFull;
    }

    @Override
    public void arm(Runnable armed) {
        guard.arm(armed);
    }

    @Override
    public void deadline(SlotRecord text) {
        Optional.ofNullable(machine.run.get(slot)).ifPresent(folder -> folder.record = text);
    }

    @Override
    public void makeRoom(Consumer<Boolean> made) {
        machine.makeRoom(agent, slot, made);
    }

    @Override
    public void isReady() {
        wasReady = true;
    }

    @Override
    public void create(int index, IntConsumer exited) {
        IntConsumer heard = code -> agent.run(() -> exited.accept(code));
        world.in(15, () -> {
            Folder folder = machine.run.get(slot);
            boolean closed = folder == null || folder.closing || machine.barred || machine.frozen;
            if (closed || !machine.up) {
                heard.accept(REFUSED);
            } else {
                machine.xl.create(slot, index, heard);
            }
        });
    }

    @Override
    public void look(Consumer<Optional<Map<String, DomainState>>> seen) {
        machine.xl.list(agent, domains -> seen.accept(domains.map(PilotRun::states)));
    }

    private static Map<String, DomainState> states(List<Domain> domains) {
        Map<String, DomainState> states = new HashMap<>();
        for (Domain domain : domains) {
            states.merge(domain.uuid, domain.state, (one, other) -> one.lives() ? one : other);
        }
        return states;
    }

    @Override
    public void askShutdown(String uuid, Consumer<ShutdownOutcome> answered) {
        machine.xl.shutDown(agent, uuid, answered);
    }

    @Override
    public void notice(Notice why) {
        Optional.ofNullable(machine.run.get(slot)).ifPresent(folder -> folder.notice(why));
        machine.judge.noticed(machine, slot, why);
    }

    @Override
    public void note(long atMs, String event, String details) {
        Optional.ofNullable(machine.run.get(slot)).ifPresent(folder -> folder.note(atMs, event, details));
    }

    @Override
    public void toOutbox(List<Report> reports) {
        machine.toOutbox(reports);
    }

    @Override
    public Optional<Long> orphanAfter() {
        return machine.plan.orphanAfter();
    }
}
