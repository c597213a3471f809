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
import org.vmpilot.protocol.Verdict;

/**
 * A lease with its slots.
 *
 * @param request with the site's defaults filled in
 * @param attempt the one under way, from 1
 * @param retryAt while WAITING: not submitted before
 * @param owner never another one
 * @param terms what can be changed of it
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
        Outcome outcome,
        Owner owner,
        Terms terms,
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
                Outcome.OPEN,
                owner,
                Terms.of(request),
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

    public Optional<Notice> notice() {
        return outcome.notice();
    }

    public Reason because() {
        return outcome.because();
    }

    /** One sentence for people, may be empty. */
    public String reason() {
        return because().words();
    }

    /** Empty only where a coordinator that knew no codes has written the reason. */
    public Optional<ReasonCode> reasonCode() {
        return because()
                .code()
                .or(() -> state == LeaseState.WAITING && reason().isEmpty()
                        ? Optional.of(ReasonCode.WAITING_FOR_TURN)
                        : Optional.empty());
    }

    /** What came of it, once it has ended. */
    public Optional<Result> resultOfEnd() {
        return outcome.result().filter(known -> state == LeaseState.ENDED);
    }

    /** Once it has ended the worst of all nodes that it held, in whatever attempt; a lease that held none left nothing behind. */
    public Optional<Verdict> verdict() {
        if (state != LeaseState.ENDED) {
            return Optional.empty();
        }
        Verdict worst = Verdict.CLEAN;
        for (Slot slot : slots) {
            Verdict verdict = slot.claimed() ? slot.verdict().orElse(Verdict.UNKNOWN) : Verdict.CLEAN;
            if (verdict == Verdict.DIRTY) {
                return Optional.of(verdict);
            }
            worst = verdict == Verdict.UNKNOWN ? verdict : worst;
        }
        return Optional.of(worst);
    }

    /** When its duration is over; empty before GO. */
    public Optional<Instant> endsAt() {
        return goAt.map(at -> at.plus(terms.duration()));
    }

    /** When we end it, if its nodes have not: each counts its duration by its own clock, from the moment in which it hears GO, a little later than we gave it. */
    Optional<Instant> endedByUsAt() {
        return endsAt().map(at -> at.plus(END_MARGIN));
    }

    /** When its end is to be told of in advance; empty: it was, or nobody wants to know. */
    Optional<Instant> noticeAt() {
        return endsAt().filter(end -> !terms.noticed().equals(Optional.of(end)))
                .flatMap(end -> request.times().notice().map(end::minus));
    }

    /** Whether every node that has it knows its end. */
    public boolean endConfirmed() {
        return current().stream()
                .allMatch(slot -> slot.state().closed()
                        || slot.state() == SlotState.ENDING
                        || slot.instruction().isDone());
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

    Lease to(LeaseState next, Reason why) {
        Outcome now = outcome.because(why);
        return new Lease(
                token, request, next, attempt, submission, createdAt, retryAt, goAt, endedAt, now, owner, terms, slots);
    }

    Lease submission(Submission step) {
        return new Lease(
                token, request, state, attempt, step, createdAt, retryAt, goAt, endedAt, outcome, owner, terms, slots);
    }

    Lease retryAt(Instant at) {
        Optional<Instant> then = Optional.of(at);
        return new Lease(
                token,
                request,
                state,
                attempt,
                submission,
                createdAt,
                then,
                goAt,
                endedAt,
                outcome,
                owner,
                terms,
                slots);
    }

    /** One that is new and is to wait for its start here. */
    public Lease notSubmittedBefore(Instant at) {
        Reason why = Reason.of(ReasonCode.WAITING_FOR_START, "it is not to start before " + at);
        return to(state, why).retryAt(at);
    }

    Lease goAt(Instant at) {
        Optional<Instant> then = Optional.of(at);
        return new Lease(
                token,
                request,
                state,
                attempt,
                submission,
                createdAt,
                retryAt,
                then,
                endedAt,
                outcome,
                owner,
                terms,
                slots);
    }

    Lease endedAt(Instant at) {
        Optional<Instant> then = Optional.of(at);
        return new Lease(
                token,
                request,
                state,
                attempt,
                submission,
                createdAt,
                retryAt,
                goAt,
                then,
                outcome,
                owner,
                terms,
                slots);
    }

    Lease terms(Terms other) {
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
                outcome,
                owner,
                other,
                slots);
    }

    /** Why it is to end, and what comes of it. */
    Lease ends(Notice why, Result what) {
        Outcome end = outcome.ends(why, what);
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
                end,
                owner,
                terms,
                slots);
    }

    /** The next attempt, its slots PLANNED; the old ones stay for their late words. */
    Lease nextAttempt() {
        List<Slot> all = new ArrayList<>(slots);
        all.addAll(SlotPlan.slots(token, attempt + 1, request));
        int next = attempt + 1;
        return new Lease(
                token, request, state, next, submission, createdAt, retryAt, goAt, endedAt, outcome, owner, terms, all);
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
                outcome,
                owner,
                terms,
                all);
    }
}
