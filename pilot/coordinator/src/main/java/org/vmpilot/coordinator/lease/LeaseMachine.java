package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.SlotKey;

/**
 * The lease's machine. Pure: an event is taken in, then {@link LeaseRules} compares what the lease wants with what its slots
 * are.
 */
public final class LeaseMachine {
    private LeaseMachine() {}

    public static LeaseStep apply(Lease lease, LeaseEvent event, Instant now, Timing timing) {
        LeaseTurn turn = new LeaseTurn(lease, now, timing);
        take(turn, event);
        LeaseRules.settle(turn);
        return turn.step();
    }

    private static void take(LeaseTurn turn, LeaseEvent event) {
        if (event instanceof LeaseEvent.Start) {
            start(turn, event);
        } else if (event instanceof LeaseEvent.EndWanted end) {
            endWanted(turn, end);
        } else if (event instanceof LeaseEvent.Changed changed) {
            changed(turn, changed);
        } else if (event instanceof LeaseEvent.GiveBack giveBack) {
            giveBack(turn, giveBack);
        } else if (event instanceof LeaseEvent.HoldBack hold) {
            holdBack(turn, hold);
        } else if (event instanceof LeaseEvent.KillAll killAll) {
            killAll(turn, killAll);
        } else if (event instanceof LeaseEvent.Tick tick) {
            turn.each(
                    slot -> slot.open() && slot.claimed(),
                    slot -> new SlotEvent.Tick(
                            Optional.ofNullable(tick.heardAt().get(slot.key()))));
        } else if (event instanceof LeaseEvent.OfSlot of) {
            ofSlot(turn, of);
        } else if (event instanceof LeaseEvent.OfSlots survey) {
            ofSlots(turn, survey.slots());
        } else if (event instanceof LeaseEvent.Cancelled cancelled) {
            turn.each(slot -> isCancelled(slot, cancelled.jobs()), slot -> new SlotEvent.CancelTaken());
        } else {
            answer(turn, event);
        }
    }

    private static void start(LeaseTurn turn, LeaseEvent event) {
        if (turn.lease().state() != LeaseState.WAITING) {
            turn.impossible(event);
            return;
        }
        if (StartWindow.of(turn.lease()).isOver(turn.now())) {
            return;
        }
        turn.eachCurrent(slot -> new SlotEvent.Submit());
        turn.become(turn.lease().submission(Submission.ASKED));
        turn.to(
                LeaseState.ASSEMBLING,
                Reason.of(ReasonCode.ASSEMBLING, "attempt " + turn.lease().attempt()));
    }

    private static void endWanted(LeaseTurn turn, LeaseEvent.EndWanted event) {
        LeaseState state = turn.lease().state();
        if (state == LeaseState.ENDING || state == LeaseState.ENDED) {
            return;
        }
        LeaseRules.end(turn, Notice.LEASE_ENDED, Reason.of(ReasonCode.ENDED_BY_REQUEST, event.words()));
    }

    private static void changed(LeaseTurn turn, LeaseEvent.Changed event) {
        LeaseState state = turn.lease().state();
        boolean over = state == LeaseState.ENDING || state == LeaseState.ENDED;
        if (over && event.duration().isPresent()) {
            turn.impossible(event);
            return;
        }
        turn.become(turn.lease().terms(turn.lease().terms().changed(event.duration(), event.labels())));
        event.duration().ifPresent(duration -> turn.eachCurrent(slot -> new SlotEvent.NewEnd(duration)));
        turn.record(EventType.SET, event.words());
    }

    private static void giveBack(LeaseTurn turn, LeaseEvent.GiveBack event) {
        if (turn.lease().state() != LeaseState.ASSEMBLING) {
            turn.impossible(event);
            return;
        }
        String words = "attempt " + turn.lease().attempt() + " is given back: " + event.words();
        turn.eachCurrent(slot -> new SlotEvent.GivenBack(event.words()));
        turn.to(LeaseState.RETURNING, Reason.of(ReasonCode.QUEUE_PATIENCE_OVER, words));
    }

    private static void holdBack(LeaseTurn turn, LeaseEvent.HoldBack event) {
        if (turn.lease().state() != LeaseState.ASSEMBLING) {
            // It has gone on meanwhile, or ends.
            return;
        }
        Reason why = event.closure().reason();
        turn.eachCurrent(slot -> new SlotEvent.HeldBack(why));
        turn.to(
                LeaseState.RETURNING,
                why.words("attempt " + turn.lease().attempt() + " is given back: " + why.words()));
    }

    private static void killAll(LeaseTurn turn, LeaseEvent.KillAll event) {
        Reason why = Reason.of(ReasonCode.KILL_ALL, event.words());
        switch (turn.lease().state()) {
            case ENDED -> {}
            // Why it ends stays; its slots do not wait for their budgets any more.
            case ENDING -> turn.endSlots(Notice.KILL_ALL, why);
            case WAITING, ASSEMBLING, RETURNING, ACTIVE -> LeaseRules.end(turn, Notice.KILL_ALL, why);
        }
    }

    private static void ofSlot(LeaseTurn turn, LeaseEvent.OfSlot event) {
        if (turn.lease().slot(event.slot()).isEmpty()) {
            turn.record(EventType.IMPOSSIBLE, "no slot " + event.slot());
            return;
        }
        ofSlots(turn, Map.of(event.slot(), event.event()));
    }

    private static void ofSlots(LeaseTurn turn, Map<SlotKey, SlotEvent> events) {
        turn.each(slot -> events.containsKey(slot.key()), slot -> events.get(slot.key()));
    }

    /** A gang's cancel is taken for all of its slots: also those that are home already and have wanted none. */
    private static boolean isCancelled(Slot slot, Set<String> jobs) {
        return (slot.cancel() == Cancel.WANTED || (slot.state().closed() && slot.mayHaveJob()))
                && slot.job().filter(jobs::contains).isPresent();
    }

    /** What the LRM answered to the submit, or to the search for it. */
    private static void answer(LeaseTurn turn, LeaseEvent event) {
        Submission.Step step = turn.lease().submission().step();
        boolean expected = event instanceof LeaseEvent.Looked
                ? turn.lease().submission().searching()
                : step == Submission.Step.ASKED;
        if (!expected) {
            turn.impossible(event);
            return;
        }
        if (event instanceof LeaseEvent.AnswerLost lost) {
            turn.become(turn.lease().submission(Submission.lost(turn.now())));
            turn.record(EventType.SUBMIT_UNKNOWN, lost.words());
        } else if (event instanceof LeaseEvent.Looked looked) {
            looked(turn, looked);
        } else {
            turn.become(turn.lease().submission(Submission.NONE));
            known(turn, event);
        }
    }

    private static void known(LeaseTurn turn, LeaseEvent event) {
        if (event instanceof LeaseEvent.Accepted accepted) {
            List<String> jobs = accepted.jobs();
            boolean avoiding = !accepted.avoided().isEmpty();
            if (avoiding) {
                turn.record(EventType.AVOIDING, "not on " + String.join(", ", accepted.avoided()));
            }
            turn.eachCurrent(slot -> {
                int place = slot.key().index() - 1;
                return new SlotEvent.Submitted(
                        place < jobs.size() ? Optional.of(jobs.get(place)) : Optional.empty(), avoiding);
            });
        } else if (event instanceof LeaseEvent.Denied denied) {
            denied(turn, denied);
        } else if (event instanceof LeaseEvent.Postponed postponed) {
            postponed(turn, postponed);
        }
    }

    private static void denied(LeaseTurn turn, LeaseEvent.Denied event) {
        Reason why = Reason.of(ReasonCode.LRM_REFUSED, "the LRM refuses the job: " + event.words());
        turn.eachCurrent(slot -> new SlotEvent.NotSubmitted(why));
        LeaseState state = turn.lease().state();
        if (state == LeaseState.ASSEMBLING || state == LeaseState.RETURNING) {
            LeaseRules.end(turn, Notice.FAILED, why);
        }
    }

    private static void postponed(LeaseTurn turn, LeaseEvent.Postponed event) {
        turn.eachCurrent(slot -> new SlotEvent.Postponed());
        boolean untouched = turn.lease().current().stream().allMatch(slot -> slot.state() == SlotState.PLANNED);
        if (turn.lease().state() == LeaseState.ASSEMBLING && untouched) {
            turn.become(turn.lease().retryAt(event.retryAt()));
            turn.to(
                    LeaseState.WAITING,
                    Reason.of(ReasonCode.LRM_POSTPONED, "the LRM cannot take the job now: " + event.words()));
        }
    }

    /** Of jobs that the LRM has several times: that from which a slot was claimed before the answer was here. */
    private static Optional<String> theOne(List<String> found, Set<String> claimed) {
        return found.stream()
                .filter(claimed::contains)
                .findFirst()
                .or(() -> found.stream().findFirst());
    }

    private static void looked(LeaseTurn turn, LeaseEvent.Looked event) {
        Submission submission = turn.lease().submission();
        if (event.found()) {
            turn.become(turn.lease().submission(Submission.NONE));
            Set<String> claimed = turn.lease().current().stream()
                    .flatMap(slot -> slot.job().stream())
                    .collect(Collectors.toSet());
            turn.eachCurrent(slot -> new SlotEvent.Submitted(
                    theOne(event.jobs().getOrDefault(slot.key().index(), List.of()), claimed)));
        } else if (submission.step() == Submission.Step.LOST) {
            turn.become(turn.lease().submission(submission.lookedOnce()));
        } else {
            turn.become(turn.lease().submission(Submission.NONE));
            turn.eachCurrent(slot -> new SlotEvent.NotSubmitted(Reason.of(
                    ReasonCode.SUBMIT_LOST,
                    "the submit's answer was lost, and the LRM, asked twice, does not have the job")));
        }
    }
}
