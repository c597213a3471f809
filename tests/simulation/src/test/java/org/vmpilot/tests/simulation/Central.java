package org.vmpilot.tests.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.vmpilot.coordinator.SimulatedCoordinator;
import org.vmpilot.coordinator.lease.Cancel;
import org.vmpilot.coordinator.lease.Freeze;
import org.vmpilot.coordinator.lease.Hold;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.loop.SimulatedClock;
import org.vmpilot.coordinator.store.AuditEntry;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.Journal;
import org.vmpilot.coordinator.store.Reads;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.lrm.DrainHold;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.JobSnapshot;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.protocol.LeaseToken;

/** The coordinator's machine: its disk, and one life of the coordinator after another. */
final class Central {
    final MemoryJournal disk = new MemoryJournal();
    /** What a broken coordinator writes instead; for the bed's own tests. */
    UnaryOperator<Change> writes = UnaryOperator.identity();

    /** Hears of every change when it is durable. */
    Consumer<Change> readers = change -> {};

    /** Looks at a life of the coordinator after each of its writes, when it has told everybody. */
    Consumer<SimulatedCoordinator> lookers = life -> {};

    boolean full;
    /** The next verb of the LRM's adapter throws what no adapter should, before or after it was done. */
    boolean adapterBreaks;
    /** The next commit fails, and nothing of it is written. */
    boolean storeFails;
    /** The next commit throws what no store should; nothing of it is written. */
    boolean storeBreaks;

    private final World world;
    private final Judge judge;
    private final SimulatedLrm lrm;
    private final Plan plan;
    private final Set<Runnable> callers = new LinkedHashSet<>();
    private final SimulatedClock.Anchor anchor = new SimulatedClock.Anchor();
    private SimulatedProcess process;
    private SimulatedCoordinator running;
    private long downUntil;
    private int lives;

    Central(World world, Judge judge, SimulatedLrm lrm, Plan plan) {
        this.world = world;
        this.judge = judge;
        this.lrm = lrm;
        this.plan = plan;
    }

    void start() {
        SimulatedProcess next = new SimulatedProcess(world, "coordinator");
        process = next;
        lives++;
        next.atEnd(this::ended);
        next.run(() -> {
            next.step("starts");
            running = new SimulatedCoordinator(
                    world, next, clock(), new OnDisk(next), new Wire(next), patience(), plan.gangs());
        });
    }

    /** Where nobody sets the wall clock it shows what has elapsed. */
    private InstantSource clock() {
        if (!plan.setsClocks()) {
            return world;
        }
        return judge.mutant() == Mutant.CLOCK_IS_THE_WALLS ? world::wall : anchor.open(world::wall, world::now);
    }

    void heal() {
        full = false;
        adapterBreaks = false;
        storeFails = false;
        storeBreaks = false;
    }

    private Duration patience() {
        return judge.mutant() == Mutant.PATIENCE_IS_ENDLESS
                ? Duration.ofDays(365)
                : SimulatedCoordinator.TIMING.queuePatience();
    }

    SimulatedProcess process() {
        return process;
    }

    /** Its unit starts it again; somebody may keep it down for longer. */
    void keepDown(long time) {
        downUntil = world.now() + time;
        process.kill();
    }

    private void ended() {
        running = null;
        List<Runnable> cutOff = new ArrayList<>(callers);
        callers.clear();
        cutOff.forEach(Runnable::run);
        world.in(Math.max(world.between(500, 20_000), downUntil - world.now()), this::start);
    }

    /** Whether it can do what it wants to. */
    boolean able() {
        return running != null && process.able() && !full;
    }

    /** How often it was started. */
    int lives() {
        return lives;
    }

    boolean settled() {
        return running != null && process.able() && running.settled();
    }

    List<Lease> open() {
        return running == null ? List.of() : running.open();
    }

    /** Asks as over a connection: one that is refused, or breaks, is noticed. */
    <T> void ask(Function<SimulatedCoordinator, CompletableFuture<T>> question, Consumer<T> answered, Runnable failed) {
        if (running == null || !process.alive()) {
            failed.run();
            return;
        }
        SimulatedProcess asked = process;
        SimulatedCoordinator life = running;
        callers.add(failed);
        asked.run(() -> {
            var unused = question.apply(life).whenComplete((answer, failure) -> {
                if (callers.remove(failed)) {
                    if (failure == null) {
                        answered.accept(answer);
                    } else {
                        failed.run();
                    }
                }
            });
        });
    }

    private void compare() {
        running.differsFromReplay()
                .ifPresent(words -> judge.fault("a coordinator replayed now would differ: " + words));
    }

    /** As a coordinator would that does not ask who else needs the job. */
    private void cancelForOne(Lease lease) {
        for (Slot slot : lease.slots()) {
            boolean needed = lease.slots().stream()
                    .anyMatch(other -> other.open()
                            && other.cancel() == Cancel.NONE
                            && other.job().equals(slot.job()));
            if (slot.cancel() == Cancel.WANTED && slot.job().isPresent() && needed) {
                JobId job = new JobId(slot.job().get());
                process.in(50, () -> {
                    try {
                        lrm.cancel(job);
                    } catch (LrmException e) {
                        world.note("mutant", "cannot cancel", e.getMessage());
                    }
                });
            }
        }
    }

    /** The disk as one life sees it: it may die before and after each write. */
    private final class OnDisk implements Journal {
        private final SimulatedProcess writer;
        /** What the turn under way has written. */
        private Optional<List<Change>> turn = Optional.empty();

        private Optional<Runnable> undo = Optional.empty();

        OnDisk(SimulatedProcess writer) {
            this.writer = writer;
        }

        @Override
        public void commit(List<Change> changes) throws StoreException {
            if (full) {
                throw new StoreException(StoreException.Kind.FULL, "no space left");
            }
            if (turn.isEmpty()) {
                fail();
            }
            if (turn.isPresent()) {
                undo = undo.or(() -> Optional.of(disk.kept()));
                write(changes, turn.get());
                return;
            }
            writer.step("commit");
            List<Change> written = new ArrayList<>();
            write(changes, written);
            written(written);
        }

        private void fail() throws StoreException {
            if (storeFails) {
                storeFails = false;
                throw new StoreException(StoreException.Kind.BROKEN, "input/output error");
            }
            if (storeBreaks) {
                storeBreaks = false;
                throw new BrokenPort("the store breaks");
            }
        }

        private void write(List<Change> changes, List<Change> written) {
            disk.commit(changes.stream().map(writes).toList());
            written.addAll(changes);
        }

        /** It is durable. */
        private void written(List<Change> changes) {
            changes.forEach(change -> writes.apply(change).ofNode().ifPresent(judge::drained));
            for (Change change : changes) {
                change.after().ifPresent(judge::committed);
                change.after()
                        .filter(lease -> judge.mutant() == Mutant.GANG_IS_CANCELLED_FOR_ONE)
                        .ifPresent(Central.this::cancelForOne);
                readers.accept(change);
            }
            writer.step("committed");
            world.in(0, () -> {
                if (writer == process && writer.alive() && running != null) {
                    compare();
                    lookers.accept(running);
                }
            });
        }

        @Override
        public void together(Runnable work) throws StoreException {
            List<Change> written = new ArrayList<>();
            turn = Optional.of(written);
            boolean durable = false;
            try {
                work.run();
                if (!written.isEmpty()) {
                    writer.step("commit");
                    fail();
                }
                durable = true;
            } finally {
                turn = Optional.empty();
                if (!durable && judge.mutant() != Mutant.TURN_THAT_FAILS_IS_WRITTEN) {
                    undo.ifPresent(Runnable::run);
                }
                undo = Optional.empty();
            }
            if (!written.isEmpty()) {
                written(written);
            }
        }

        @Override
        public Optional<Freeze> freeze() {
            return disk.freeze();
        }

        @Override
        public void freeze(Optional<Freeze> freeze, Optional<AuditEntry> audit) throws StoreException {
            if (full) {
                throw new StoreException(StoreException.Kind.FULL, "no space left");
            }
            writer.step("freeze");
            disk.freeze(freeze, audit);
            writer.step("frozen");
        }

        @Override
        public List<Hold> holds() {
            return disk.holds();
        }

        @Override
        public long lastHold() {
            return disk.lastHold();
        }

        @Override
        public void hold(Hold hold, AuditEntry audit) throws StoreException {
            if (full) {
                throw new StoreException(StoreException.Kind.FULL, "database or disk is full");
            }
            writer.step("hold");
            disk.hold(hold, audit);
            writer.step("held");
        }

        @Override
        public void release(Hold hold, Instant at, AuditEntry audit) throws StoreException {
            if (full) {
                throw new StoreException(StoreException.Kind.FULL, "database or disk is full");
            }
            writer.step("release");
            disk.release(hold, at, audit);
            writer.step("released");
        }

        @Override
        public long lastSequence() {
            return disk.lastSequence();
        }

        @Override
        public List<Lease> openLeases() {
            return disk.openLeases();
        }

        @Override
        public Optional<Lease> lease(LeaseToken token) {
            return disk.lease(token);
        }

        @Override
        public Reads reads() {
            return disk;
        }

        @Override
        public Reads readers() {
            return disk;
        }

        @Override
        public boolean forget(Instant before) {
            return disk.forget(before);
        }

        @Override
        public boolean forgetAudit(Instant before) {
            return disk.forgetAudit(before);
        }
    }

    /** The LRM as one life asks it: it may die before the question and before the answer. */
    private final class Wire implements SteppedLrm {
        private final SimulatedProcess caller;

        Wire(SimulatedProcess caller) {
            this.caller = caller;
        }

        @Override
        public Lrm asked() {
            return lrm;
        }

        @Override
        public void step(String what) {
            caller.step(what);
            if (adapterBreaks) {
                adapterBreaks = false;
                throw new BrokenPort("the adapter breaks");
            }
        }

        @Override
        public JobSnapshot snapshot(Collection<JobId> expected) throws LrmException {
            JobSnapshot shown = SteppedLrm.super.snapshot(expected);
            return switch (judge.mutant()) {
                case UNREADABLE_IS_MISSING -> Broken.readable(shown);
                case NODES_THAT_CANNOT_BE_READ_ARE_GONE -> Broken.elsewhere(shown);
                default -> shown;
            };
        }

        @Override
        public List<Job> search(String name) throws LrmException {
            List<Job> found = SteppedLrm.super.search(name);
            return judge.mutant() == Mutant.FOUND_GANG_IS_THE_FIRST_SLOTS ? Broken.first(found) : found;
        }

        @Override
        public void cancel(JobId job) throws LrmException {
            List<PilotJob> jobs = lrm.of(job.text());
            boolean gang = !jobs.isEmpty() && jobs.get(0).gang != null;
            if (gang
                    && judge.mutant() == Mutant.GANG_THAT_STAYS_IS_LEFT
                    && jobs.get(0).gang.allHome()) {
                return;
            }
            if (gang && judge.mutant() == Mutant.GANG_IS_CANCELLED_BY_EACH) {
                lrm.cancel(job);
            }
            SteppedLrm.super.cancel(job);
        }

        @Override
        public List<NodeState> nodes() throws LrmException {
            List<NodeState> shown = SteppedLrm.super.nodes();
            return judge.mutant() == Mutant.DRAINS_ARE_NOT_LOOKED_AT_AGAIN
                    ? Broken.drained(shown, judge.held())
                    : shown;
        }

        @Override
        public void resume(String node) throws LrmException {
            boolean foreign = lrm.isForeign(node);
            if (judge.mutant() == Mutant.FOREIGN_DRAIN_IS_OURS) {
                lrm.opened(node);
            }
            SteppedLrm.super.resume(node);
            judge.gaveBack(node, foreign);
        }

        @Override
        public List<JobId> submit(JobRequest request) throws LrmException {
            return SteppedLrm.super.submit(Broken.request(judge.mutant(), request));
        }

        @Override
        public DrainHold drain(String node, String reason) throws LrmException {
            boolean broken = judge.mutant() == Mutant.BLACK_HOLE_IS_NOT_DRAINED && reason.startsWith("black hole");
            if (broken) {
                return DrainHold.ours(DRAIN_TAG + " " + reason);
            }
            DrainHold hold = SteppedLrm.super.drain(node, reason);
            return judge.mutant() == Mutant.FOREIGN_DRAIN_IS_OURS ? DrainHold.ours(DRAIN_TAG + " " + reason) : hold;
        }
    }
}
