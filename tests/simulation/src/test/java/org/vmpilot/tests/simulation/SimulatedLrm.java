package org.vmpilot.tests.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.vmpilot.lrm.DrainHold;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.NodeState;

/** An LRM: first come first served, a job a node; and as forgetful, slow and deaf as a run wants it. */
final class SimulatedLrm implements SteppedLrm {
    private static final Duration SETTLE = Duration.ofSeconds(10);

    final Map<String, PilotJob> jobs = new LinkedHashMap<>();
    boolean down;
    boolean deaf;
    boolean busy;
    boolean denies;
    boolean incomplete;
    /** Of every second record only the id can be read. */
    boolean unreadable;

    /** The nodes of gangs are in words that nobody can read; {@code nodesCut}: only their beginning is there. */
    boolean nodesUnreadable;

    boolean nodesCut;

    /** Somebody opens the next node that is drained, a while later. */
    boolean liftsNextDrain;
    /** The next submit is done, and done twice; its answer is lost. */
    boolean doubles;

    /** The next submit's answer is lost, whether it was done or not. */
    boolean loses;

    /** Nodes that get no jobs, and why. */
    final Map<String, String> drained = new TreeMap<>();

    /** Hears of a cancel of the coordinator's that reaches jobs. */
    Consumer<List<PilotJob>> cancelled = jobs -> {};

    /** Hears of a drain of ours that somebody else has lifted. */
    Consumer<String> lifted = node -> {};

    private final World world;
    private final List<Machine> machines;
    private int last;

    SimulatedLrm(World world, List<Machine> machines) {
        this.world = world;
        this.machines = machines;
    }

    @Override
    public Lrm asked() {
        throw new UnsupportedOperationException("this is the LRM itself");
    }

    @Override
    public void step(String what) {
        throw new UnsupportedOperationException("this is the LRM itself");
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public Set<JobRequest.Assembly> assemblies() {
        return Set.of(JobRequest.Assembly.values());
    }

    @Override
    public Duration settleTime() {
        return SETTLE;
    }

    private void reachable() throws LrmException {
        if (down) {
            throw new LrmException(LrmException.Kind.UNREACHABLE, "connection refused");
        }
    }

    @Override
    public List<JobId> submit(JobRequest request) throws LrmException {
        reachable();
        if (busy) {
            throw new LrmException(LrmException.Kind.TRY_LATER, "busy");
        }
        if (denies) {
            throw new LrmException(LrmException.Kind.DENIED, "no such queue");
        }
        boolean lost = loses || doubles;
        if (loses && world.chance(50)) {
            loses = false;
            throw new LrmException(LrmException.Kind.UNKNOWN, "no answer");
        }
        List<JobId> ids = accept(request);
        if (doubles) {
            // The client asked again where it must not: the second one comes to light late.
            world.in(world.between(0, SETTLE.toMillis()), () -> accept(request));
        }
        loses = false;
        doubles = false;
        if (lost) {
            throw new LrmException(LrmException.Kind.UNKNOWN, "no answer");
        }
        return ids;
    }

    private List<JobId> accept(JobRequest request) {
        last++;
        List<JobId> ids = new ArrayList<>();
        if (request.gang()) {
            Gang gang = new Gang(world, this, new JobId(Integer.toString(last)), request);
            gang.pilots.forEach(pilot -> jobs.put(pilot.id.text() + "/" + pilot.task, pilot));
            gang.pilots.forEach(pilot -> ids.add(pilot.id));
        }
        for (int task = 1; task <= request.tasks() && !request.gang(); task++) {
            boolean single = request.tasks() == 1;
            JobId id = new JobId(single ? Integer.toString(last) : last + "[" + task + "]");
            PilotJob job = new PilotJob(id, request, single ? 0 : task, null);
            jobs.put(id.text(), job);
            ids.add(id);
        }
        world.note("lrm", "takes", request.name());
        world.in(world.between(200, 3_000), this::place);
        return ids;
    }

    /** Gives nodes to those that wait, and goes on by itself while somebody does. */
    void place() {
        for (PilotJob job : jobs.values()) {
            if (job.state == Job.State.QUEUED && !down) {
                List<Machine> free = machines.stream()
                        .filter(machine -> machine.free() && !drained.containsKey(machine.name) && job.takes(machine))
                        .limit(job.all().size())
                        .toList();
                if (free.size() < job.all().size()) {
                    continue;
                }
                if (job.gang != null) {
                    job.gang.start(free);
                } else {
                    start(job, free.get(0));
                    PilotRun run = job.run;
                    world.in(job.walltimeMs, () -> end(job, run));
                }
            }
        }
    }

    void start(PilotJob job, Machine machine) {
        job.state = Job.State.RUNNING;
        job.machine = machine;
        world.note("lrm", "starts", job);
        PilotRun run = machine.start(this, job);
        job.run = run;
    }

    /** Walltime, a cancel, an admin: TERM, and later KILL. */
    void end(PilotJob job, PilotRun run) {
        if (job.gang != null) {
            job.gang.end();
        } else if (job.run == run && job.state != Job.State.ENDED) {
            run.signal("TERM");
            world.in(world.between(8_000, 30_000), () -> {
                if (job.run == run && job.state != Job.State.ENDED) {
                    run.killedByLrm();
                }
            });
        }
    }

    /** KILL at once, to all that is one job. */
    void kill(PilotJob job) {
        if (job.gang != null) {
            job.gang.kill();
        } else {
            job.run.killedByLrm();
        }
    }

    /** A run's launcher has ended, or its node. */
    void ended(PilotJob job, PilotRun run) {
        if (job.gang != null) {
            job.gang.home(job, run);
        } else {
            run.machine.jobIsOver(job, () -> over(job, run));
        }
    }

    /** What is one job of that id. */
    List<PilotJob> of(String id) {
        return jobs.values().stream().filter(job -> job.id.text().equals(id)).toList();
    }

    /** The job's last process has ended, or its node is gone. */
    private void over(PilotJob job, PilotRun run) {
        if (job.run == run && job.state != Job.State.ENDED) {
            world.note("lrm", "ended", job);
            job.state = job.requeue ? Job.State.QUEUED : Job.State.ENDED;
            job.requeue = false;
            job.run = null;
            world.in(world.between(500, 4_000), this::place);
        }
    }

    @Override
    public void cancel(JobId id) throws LrmException {
        reachable();
        List<PilotJob> all = of(id.text());
        if (all.stream().allMatch(job -> job.state == Job.State.ENDED)) {
            return;
        }
        if (deaf) {
            throw new LrmException(LrmException.Kind.UNKNOWN, "no answer");
        }
        cancelled.accept(all);
        all.forEach(job -> job.requeue = false);
        PilotJob job = all.get(0);
        if (job.run == null) {
            all.forEach(one -> one.state = Job.State.ENDED);
        } else {
            end(job, job.run);
        }
    }

    @Override
    public JobSnapshot snapshot(Collection<JobId> expected) throws LrmException {
        reachable();
        if (deaf) {
            throw new LrmException(LrmException.Kind.TRY_LATER, "no answer");
        }
        List<Job> seen = new ArrayList<>();
        for (PilotJob job : jobs.values()) {
            if (job.shown() && (!incomplete || world.chance(50))) {
                seen.add(unreadable && world.chance(50) ? job.unreadable() : job.view());
            }
        }
        return new JobSnapshot(world.instant(), seen, !incomplete);
    }

    @Override
    public List<Job> search(String name) throws LrmException {
        reachable();
        if (deaf) {
            throw new LrmException(LrmException.Kind.TRY_LATER, "no answer");
        }
        return jobs.values().stream()
                .filter(job -> job.name.equals(name) && job.shown())
                .map(PilotJob::view)
                .toList();
    }

    @Override
    public List<NodeState> nodes() throws LrmException {
        reachable();
        return machines.stream().map(machine -> state(machine.name, machine.up)).toList();
    }

    private NodeState state(String node, boolean up) {
        Optional<String> reason = Optional.ofNullable(drained.get(node));
        return new NodeState(node, up, reason.isPresent(), reason);
    }

    @Override
    public boolean avoidsNodes() {
        return true;
    }

    @Override
    public DrainHold drain(String node, String reason) throws LrmException {
        reachable();
        drained.putIfAbsent(node, DRAIN_TAG + " " + reason);
        if (liftsNextDrain && oursIs(node)) {
            liftsNextDrain = false;
            world.in(world.between(1_000, 60_000), () -> {
                if (oursIs(node)) {
                    opened(node);
                    lifted.accept(node);
                }
            });
        }
        return DrainHold.of(state(node, true));
    }

    boolean drainedBySomebodyElse(String node) {
        return drained.putIfAbsent(node, "disk is being replaced, Bob") == null;
    }

    private boolean oursIs(String node) {
        return drained.getOrDefault(node, "").startsWith(DRAIN_TAG);
    }

    boolean isForeign(String node) {
        return drained.containsKey(node) && !oursIs(node);
    }

    /** Whoever does it. */
    void opened(String node) {
        drained.remove(node);
        world.in(world.between(200, 3_000), this::place);
    }

    @Override
    public void resume(String node) throws LrmException {
        reachable();
        if (isForeign(node)) {
            throw new LrmException(LrmException.Kind.DENIED, "drained by somebody else: " + drained.get(node));
        }
        opened(node);
    }

    /** Whether it cannot be asked, or answers less than all. */
    boolean troubled() {
        return down || deaf || incomplete || unreadable;
    }

    void heal() {
        down = false;
        deaf = false;
        busy = false;
        denies = false;
        incomplete = false;
        unreadable = false;
        nodesUnreadable = false;
        nodesCut = false;
        place();
    }
}
