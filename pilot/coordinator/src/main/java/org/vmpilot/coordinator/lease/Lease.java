package org.vmpilot.coordinator.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.SlotKey;

/**
 * A lease with its slots.
 *
 * @param request with the site's defaults filled in
 * @param attempt the one under way, from 1
 * @param retryAt while WAITING: not submitted before
 * @param reason one sentence for people: what it waits for, or why it ended
 * @param owner never another one
 * @param slots of all attempts, oldest attempt first; each attempt has as many
 */
public record Lease(
        LeaseToken token,
        LeaseRequest request,
        LeaseState state,
        int attempt,
        Submission submission,
        Instant createdAt,
        Optional<Instant> retryAt,
        Optional<Instant> goAt,
        Optional<Instant> endedAt,
        Optional<Notice> notice,
        String reason,
        Owner owner,
        List<Slot> slots) {
    private static final Duration END_MARGIN = Duration.ofSeconds(5);

    public Lease {
        slots = List.copyOf(slots);
    }

    /** One whose owner nobody asked for. */
    public static Lease create(LeaseToken token, LeaseRequest request, Instant now) {
        return create(token, request, Owner.UNKNOWN, now);
    }

    /** A new lease: WAITING, its first attempt's slots PLANNED. */
    public static Lease create(LeaseToken token, LeaseRequest request, Owner owner, Instant now) {
        return new Lease(
                token,
                request,
                LeaseState.WAITING,
                1,
                Submission.NONE,
                now,
                Optional.of(now),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                owner,
                SlotPlan.slots(token, 1, request));
    }

    /** The slots of the attempt under way. */
    public List<Slot> current() {
        int each = slots.size() / attempt;
        return slots.subList((attempt - 1) * each, slots.size());
    }

    public Optional<Slot> slot(SlotKey key) {
        int each = slots.size() / attempt;
        int place = (key.attempt() - 1) * each + key.index() - 1;
        if (place < 0 || place >= slots.size() || !slots.get(place).key().equals(key)) {
            return Optional.empty();
        }
        return Optional.of(slots.get(place));
    }

    /** When its duration is over; empty before GO. */
    public Optional<Instant> endsAt() {
        return goAt.map(at -> at.plus(request.duration()));
    }

    /** When we end it, if its nodes have not: each counts its duration by its own clock, from the moment in which it hears GO, a little later than we gave it. */
    Optional<Instant> endedByUsAt() {
        return endsAt().map(at -> at.plus(END_MARGIN));
    }

    public boolean single() {
        return request.slotCount() == 1;
    }

    /** Whether nothing can happen any more but a late word of a node. */
    public boolean settled() {
        return state == LeaseState.ENDED
                && submission.step() == Submission.Step.NONE
                && slots.stream().noneMatch(slot -> slot.mayHaveJob() || slot.open() || slot.cancel() == Cancel.WANTED);
    }

    /** Whether the LRM keeps the node of a slot that is over for the sake of the others: they are one job. */
    public boolean nodeWaits(Slot slot) {
        return slot.state().closed()
                && slot.claimed()
                && !slot.moments().has(Moment.RELEASED)
                && !slot.moments().has(Moment.OVER)
                && current().stream()
                        .anyMatch(other -> other.open()
                                && slot.job().isPresent()
                                && other.job().equals(slot.job()));
    }

    Lease to(LeaseState next, String words) {
        return new Lease(
                token,
                request,
                next,
                attempt,
                submission,
                createdAt,
                retryAt,
                goAt,
                endedAt,
                notice,
                words,
                owner,
                slots);
    }

    Lease submission(Submission step) {
        return new Lease(
                token, request, state, attempt, step, createdAt, retryAt, goAt, endedAt, notice, reason, owner, slots);
    }

    Lease retryAt(Instant at) {
        return new Lease(
                token,
                request,
                state,
                attempt,
                submission,
                createdAt,
                Optional.of(at),
                goAt,
                endedAt,
                notice,
                reason,
                owner,
                slots);
    }

    Lease goAt(Instant at) {
        return new Lease(
                token,
                request,
                state,
                attempt,
                submission,
                createdAt,
                retryAt,
                Optional.of(at),
                endedAt,
                notice,
                reason,
                owner,
                slots);
    }

    Lease endedAt(Instant at) {
        return new Lease(
                token,
                request,
                state,
                attempt,
                submission,
                createdAt,
                retryAt,
                goAt,
                Optional.of(at),
                notice,
                reason,
                owner,
                slots);
    }

    Lease notice(Notice why) {
        return new Lease(
                token,
                request,
                state,
                attempt,
                submission,
                createdAt,
                retryAt,
                goAt,
                endedAt,
                Optional.of(why),
                reason,
                owner,
                slots);
    }

    /** The next attempt, its slots PLANNED; the old ones stay for their late words. */
    Lease nextAttempt() {
        List<Slot> all = new ArrayList<>(slots);
        all.addAll(SlotPlan.slots(token, attempt + 1, request));
        return new Lease(
                token,
                request,
                state,
                attempt + 1,
                submission,
                createdAt,
                retryAt,
                goAt,
                endedAt,
                notice,
                reason,
                owner,
                all);
    }

    public Lease slots(List<Slot> all) {
        return new Lease(
                token,
                request,
                state,
                attempt,
                submission,
                createdAt,
                retryAt,
                goAt,
                endedAt,
                notice,
                reason,
                owner,
                all);
    }
}
