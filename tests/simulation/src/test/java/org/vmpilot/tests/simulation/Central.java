package org.vmpilot.tests.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.vmpilot.coordinator.SimulatedCoordinator;
import org.vmpilot.coordinator.lease.Freeze;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.Journal;
import org.vmpilot.coordinator.store.Reads;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.lrm.DrainHold;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.protocol.LeaseToken;

/** The coordinator's machine: its disk, and one life of the coordinator after another. */
final class Central {
    final MemoryJournal disk = new MemoryJournal();
    /** What a broken coordinator writes instead; for the bed's own tests. */
    UnaryOperator<Change> writes = UnaryOperator.identity();

    /** Hears of every change when it is durable. */
    Consumer<Change> readers = change -> {};

    boolean full;
    private final World world;
    private final Judge judge;
    private final Lrm lrm;
    private final Set<Runnable> callers = new LinkedHashSet<>();
    private SimulatedProcess process;
    private SimulatedCoordinator running;
    private long downUntil;

    Central(World world, Judge judge, Lrm lrm) {
        this.world = world;
        this.judge = judge;
        this.lrm = lrm;
    }

    void start() {
        SimulatedProcess next = new SimulatedProcess(world, "coordinator");
        process = next;
        next.atEnd(this::ended);
        next.run(() -> {
            next.step("starts");
            running = new SimulatedCoordinator(world, next, new OnDisk(next), new Wire(next), patience());
        });
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

        private void write(List<Change> changes, List<Change> written) {
            disk.commit(changes.stream().map(writes).toList());
            written.addAll(changes);
        }

        /** It is durable. */
        private void written(List<Change> changes) {
            changes.forEach(change -> writes.apply(change).ofNode().ifPresent(judge::drained));
            for (Change change : changes) {
                change.after().ifPresent(judge::committed);
                readers.accept(change);
            }
            writer.step("committed");
            world.in(0, () -> {
                if (writer == process && writer.alive() && running != null) {
                    compare();
                }
            });
        }

        @Override
        public void together(Runnable work) {
            List<Change> written = new ArrayList<>();
            turn = Optional.of(written);
            boolean durable = false;
            try {
                work.run();
                if (!written.isEmpty()) {
                    writer.step("commit");
                }
                durable = true;
            } finally {
                turn = Optional.empty();
                if (!durable) {
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
        public void freeze(Optional<Freeze> freeze) throws StoreException {
            if (full) {
                throw new StoreException(StoreException.Kind.FULL, "no space left");
            }
            writer.step("freeze");
            disk.freeze(freeze);
            writer.step("frozen");
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
        }

        @Override
        public List<JobId> submit(JobRequest request) throws LrmException {
            return SteppedLrm.super.submit(Broken.request(judge.mutant(), request));
        }

        @Override
        public DrainHold drain(String node, String reason) throws LrmException {
            boolean broken = judge.mutant() == Mutant.BLACK_HOLE_IS_NOT_DRAINED && reason.startsWith("black hole");
            return broken ? DrainHold.ours(DRAIN_TAG + " " + reason) : SteppedLrm.super.drain(node, reason);
        }
    }
}
