package org.vmpilot.coordinator.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Verdict;

/**
 * What the world outside is to be asked for, read from a lease as it stands in the store: so that a coordinator that starts
 * wants what the one that was killed wanted.
 */
public final class Wanted {
    private Wanted() {}

    /**
     * The effects that are due.
     *
     * @param settle the LRM's settle time, between the two searches for a lost submit
     */
    public static List<Effect> of(Lease lease, Instant now, Duration settle) {
        List<Effect> effects = new ArrayList<>();
        Submission submission = lease.submission();
        if (submission.step() == Submission.Step.ASKED) {
            effects.add(new Effect.Submit(lease.token(), lease.attempt()));
        } else if (submission.searching() && !searchAt(submission, settle).isAfter(now)) {
            effects.add(new Effect.Search(lease.token(), lease.attempt(), submission.step()));
        }
        Collection<List<Slot>> jobs = byJob(lease);
        jobs.forEach(slots -> cancel(slots).ifPresent(effects::add));
        if (lease.state() == LeaseState.ACTIVE) {
            jobs.forEach(slots -> effects.addAll(releases(slots)));
        }
        return effects;
    }

    private static Collection<List<Slot>> byJob(Lease lease) {
        Map<String, List<Slot>> jobs = new LinkedHashMap<>();
        for (Slot slot : lease.slots()) {
            slot.job()
                    .ifPresent(job ->
                            jobs.computeIfAbsent(job, none -> new ArrayList<>()).add(slot));
        }
        return jobs.values();
    }

    /** A gang is one job for all of its slots: it is cancelled once, and only when nobody needs it any more. */
    private static Optional<Effect> cancel(List<Slot> ofJob) {
        return ofJob.stream()
                .filter(slot -> slot.cancel() == Cancel.WANTED)
                .findFirst()
                .filter(slot -> ofJob.stream().noneMatch(Wanted::needsItsJob))
                .map(slot -> new Effect.CancelJob(slot.key().lease(), slot.job().orElseThrow()));
    }

    /** What is clean need not wait for the others of its gang. Where the node is not, nobody else is to have it. */
    private static List<Effect> releases(List<Slot> ofJob) {
        if (ofJob.stream().noneMatch(Wanted::needsItsJob)) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        for (Slot slot : ofJob) {
            // Whether it is alone is looked at last: of a large gang that is a look at all of its slots.
            if (isCleanAndDone(slot) && ofJob.stream().noneMatch(other -> other.open() && isBeside(other, slot))) {
                slot.sight()
                        .flatMap(Sight::oneNode)
                        .ifPresent(node -> effects.add(
                                new Effect.Release(slot.key(), slot.job().orElseThrow(), node)));
            }
        }
        return effects;
    }

    /** Over, clean, and the LRM has not answered yet. */
    private static boolean isCleanAndDone(Slot slot) {
        Moments moments = slot.moments();
        return slot.state() == SlotState.ENDED
                && slot.verdict().filter(Verdict.CLEAN::equals).isPresent()
                && !moments.has(Moment.OVER)
                && !moments.has(Moment.RELEASED)
                && !moments.has(Moment.KEPT);
    }

    private static boolean isBeside(Slot one, Slot other) {
        return one.holder().map(Holder::node).equals(other.holder().map(Holder::node));
    }

    /** Also one that the LRM's job goes on without, as long as its agent is heard: the LRM's word may be wrong, and guests live. */
    private static boolean needsItsJob(Slot slot) {
        return slot.open() && slot.cancel() == Cancel.NONE;
    }

    private static Instant searchAt(Submission submission, Duration settle) {
        Instant lostAt = submission.lostAt().orElse(Instant.MIN);
        return submission.step() == Submission.Step.LOOKED_ONCE ? lostAt.plus(settle) : lostAt;
    }

    /** When, after {@code now}, the lease needs a {@link LeaseEvent.Tick}, a {@link LeaseEvent.Start} or another effect. */
    public static Optional<Instant> nextDue(
            Lease lease, Map<SlotKey, Instant> heardAt, Instant now, Timing timing, Duration settle) {
        Stream<Instant> ofLease = switch (lease.state()) {
            case WAITING -> Stream.concat(lease.retryAt().stream(), startBy(lease));
            case ASSEMBLING -> Stream.concat(assembling(lease, timing), startBy(lease));
            case RETURNING -> startBy(lease);
            case ACTIVE -> Stream.concat(lease.endedByUsAt().stream(), lease.noticeAt().stream());
            case ENDING, ENDED -> Stream.empty();
        };
        Stream<Instant> ofSlots = lease.slots().stream()
                .flatMap(slot -> Stream.concat(
                        SlotSights.cancelAt(slot, timing).stream(),
                        SlotSights.lostAt(slot, Optional.ofNullable(heardAt.get(slot.key())), timing).stream()));
        Stream<Instant> ofSubmission =
                lease.submission().searching() ? Stream.of(searchAt(lease.submission(), settle)) : Stream.empty();
        return Stream.concat(Stream.concat(ofLease, ofSlots), ofSubmission)
                .filter(at -> at.isAfter(now))
                .min(Comparator.naturalOrder());
    }

    private static Stream<Instant> startBy(Lease lease) {
        return StartWindow.of(lease).by().stream();
    }

    private static Stream<Instant> assembling(Lease lease, Timing timing) {
        List<Slot> slots = lease.current();
        Stream<Instant> starts = slots.stream()
                .filter(slot -> slot.state() == SlotState.CLAIMED)
                .flatMap(slot -> slot.moments().of(Moment.CLAIMED).stream())
                .map(at -> at.plus(timing.startAllowance()));
        Stream<Instant> claims = slots.stream().flatMap(slot -> Assembly.claimEnds(slot, slots, timing).stream());
        return Stream.of(
                        starts,
                        claims,
                        Assembly.assemblyEnds(slots, timing).stream(),
                        Patience.endsAt(lease, timing).stream())
                .flatMap(Function.identity());
    }
}
