package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.Optional;

/**
 * What the LRM is to be told of a node that is not clean: the durable intent, and how far it is. Pure.
 *
 * @param node the node's own name
 * @param reason one sentence for people
 * @param since when the step began
 * @param failure empty: the LRM was told, or is being told for the first time
 * @param cause who may lift it
 */
public record Drain(String node, Step step, String reason, Instant since, Optional<Failure> failure, Cause cause) {
    /** Why the node is drained. */
    public enum Cause {
        /** It is not known to be clean: a clean look lifts the drain. */
        NOT_CLEAN,
        /** Pilots fell there one after another: no look says that this is over, but a person may. */
        BLACK_HOLE
    }

    /** How far it is. */
    public enum Step {
        /** The LRM is to be told to give the node no jobs. */
        WANTED,
        /** The LRM was told, and holds the node for us. */
        DRAINED,
        /** Somebody else holds it closed: his reason stands there, and his lifting would open it. Looked at again every few minutes. */
        FOREIGN,
        /** The LRM is to be told that the node may have jobs again. */
        LIFTING
    }

    /**
     * The LRM was told in vain.
     *
     * @param since the first time
     * @param words the LRM's, the last time
     */
    public record Failure(Instant since, String words) {}

    private static Drain begun(String node, Step step, String reason, Cause cause, Instant now) {
        return new Drain(node, step, reason, now, Optional.empty(), cause);
    }

    private Drain to(Step next, Instant now) {
        return begun(node, next, reason, cause, now);
    }

    /**
     * What a look at the node's certificates makes of it.
     *
     * @param doubt why the node is not clean; empty: every newest certificate is
     * @param byItself whether a clean look lifts the drain without anybody asking
     */
    public static Optional<Drain> looked(
            Optional<Drain> drain, String node, Optional<String> doubt, boolean byItself, Instant now) {
        Optional<Step> step = drain.map(Drain::step);
        if (doubt.isPresent()) {
            return step.isEmpty() || step.get() == Step.LIFTING
                    ? Optional.of(begun(node, Step.WANTED, doubt.get(), Cause.NOT_CLEAN, now))
                    : drain;
        }
        // One that was to be drained and never was is lifted as well: the LRM may have taken a call whose answer was
        // lost.
        boolean lifts = byItself && step.isPresent() && step.get() != Step.LIFTING;
        return lifts && drain.get().cause() == Cause.NOT_CLEAN
                ? Optional.of(drain.get().to(Step.LIFTING, now))
                : drain;
    }

    /** Pilots fall there one after another. Whatever it was drained for before, a person gives it back now. */
    public static Drain blackHole(Optional<Drain> drain, String node, String reason, Instant now) {
        return drain.filter(Drain::heldByHand).orElseGet(() -> begun(node, Step.WANTED, reason, Cause.BLACK_HOLE, now));
    }

    /** Whether it stays until a person lifts it. */
    public boolean heldByHand() {
        return cause == Cause.BLACK_HOLE && step != Step.LIFTING;
    }

    /** Somebody asks for the lifting: also where we know of no drain, for the node itself may have told the LRM. */
    public static Drain resumed(Optional<Drain> drain, String node, Instant now) {
        return drain.map(there -> there.step() == Step.LIFTING ? there : there.to(Step.LIFTING, now))
                .orElseGet(() -> begun(node, Step.LIFTING, "asked for", Cause.NOT_CLEAN, now));
    }

    /**
     * The LRM took what it was told.
     *
     * @param told the step that it was told of; another one may be wanted by now
     * @param ours whether the node is closed in our name now
     * @return empty: nothing is left to do
     */
    public Optional<Drain> done(Step told, boolean ours, Instant now) {
        if (step != told) {
            return Optional.of(this);
        }
        return step == Step.LIFTING ? Optional.empty() : Optional.of(to(ours ? Step.DRAINED : Step.FOREIGN, now));
    }

    /** The LRM did not take it. The same words again change nothing. */
    public Drain failed(String words, Instant now) {
        Instant first = failure.map(Failure::since).orElse(now);
        return new Drain(node, step, reason, since, Optional.of(new Failure(first, words)), cause);
    }

    /**
     * What the LRM shows of a node that it was told to give no jobs.
     *
     * @param ours whether our tag is on it; empty: nobody holds it closed
     */
    public Drain shown(Optional<Boolean> ours, Instant now) {
        if (pending()) {
            return this;
        }
        Step shows = ours.map(tagged -> tagged ? Step.DRAINED : Step.FOREIGN).orElse(Step.WANTED);
        return shows == step ? this : to(shows, now);
    }

    /** Whether the LRM is to be told something. */
    public boolean pending() {
        return step == Step.WANTED || step == Step.LIFTING;
    }
}
