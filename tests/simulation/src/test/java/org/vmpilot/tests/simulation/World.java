package org.vmpilot.tests.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** Virtual time in milliseconds, and everything that is to happen in it: one thing after another, in an order that the seed decides. */
public final class World implements InstantSource {
    private static final long EPOCH = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    /** So much happens at the same millisecond only where somebody does not wait for anything. */
    private static final int MOST_IN_A_MOMENT = 20_000;

    private final SplittableRandom random;
    private final PriorityQueue<Planned> agenda = new PriorityQueue<>();
    private final Trace trace;
    private BiConsumer<SimulatedProcess, String> onStep = (process, what) -> {};
    private long now;
    private long skew;
    private long sequence;
    private int steps;
    private int events;
    private int sameMoment;

    private record Planned(long at, long sequence, Runnable what) implements Comparable<Planned> {
        @Override
        public int compareTo(Planned other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(sequence, other.sequence);
        }
    }

    World(long seed, Trace trace) {
        this.random = new SplittableRandom(seed);
        this.trace = trace;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(EPOCH + now);
    }

    /** What the wall clock of the coordinator's machine shows. */
    Instant wall() {
        return instant().plusMillis(skew);
    }

    /** Somebody sets it. */
    void setWall(long millisAhead) {
        skew = millisAhead;
    }

    public long now() {
        return now;
    }

    public SplittableRandom random() {
        return random;
    }

    /** From {@code least} to {@code most}, both included. */
    public long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    boolean chance(int percent) {
        return percent > 0 && random.nextInt(100) < percent;
    }

    public void in(long wait, Runnable what) {
        agenda.add(new Planned(now + Math.max(0, wait), sequence++, what));
    }

    void note(String who, String what, Object detail) {
        trace.note(now, who, what, detail);
    }

    void onStep(BiConsumer<SimulatedProcess, String> watcher) {
        onStep = watcher;
    }

    /** A process is about to do what the world can see: here it may be killed, and anything else may happen. */
    public void step(SimulatedProcess process, String what) {
        steps++;
        trace.note(now, process.name(), what, "");
        onStep.accept(process, what);
        if (!process.alive()) {
            throw new Killed();
        }
    }

    int events() {
        return events;
    }

    int steps() {
        return steps;
    }

    /** Runs the next thing, if there is one until {@code end}. */
    boolean next(long end) {
        Planned planned = agenda.peek();
        if (planned == null || planned.at > end) {
            now = Math.max(now, planned == null ? now : end);
            return false;
        }
        agenda.remove();
        sameMoment = planned.at == now ? sameMoment + 1 : 0;
        if (sameMoment > MOST_IN_A_MOMENT) {
            throw new IllegalStateException("somebody turns without end at " + now + " ms");
        }
        now = planned.at;
        events++;
        planned.what.run();
        return true;
    }
}
