package org.vmpilot.coordinator.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vmpilot.protocol.SlotKey;

/** What can happen to a lease. */
public sealed interface LeaseEvent {
    /** It has its place ({@link Places}): its slots are submitted. */
    record Start() implements LeaseEvent {}

    /**
     * The LRM has its jobs.
     *
     * @param jobs ids in the order of the slots
     * @param avoided the LRM's names of the nodes that it was asked to leave out
     */
    record Accepted(List<String> jobs, List<String> avoided) implements LeaseEvent {
        public Accepted {
            jobs = List.copyOf(jobs);
            avoided = List.copyOf(avoided);
        }

        Accepted(List<String> jobs) {
            this(jobs, List.of());
        }
    }

    /** The LRM refuses the jobs, in its own words. */
    record Denied(String words) implements LeaseEvent {}

    /** The LRM took nothing and may be asked again, not before {@code retryAt}. */
    record Postponed(String words, Instant retryAt) implements LeaseEvent {}

    /** The jobs may or may not exist. */
    record AnswerLost(String words) implements LeaseEvent {}

    /**
     * The LRM was searched for the jobs' name.
     *
     * @param jobs ids by slot index, several where the LRM has it several times; an array that is there without some task's id lacks that entry
     * @param found whether anything bears the name
     */
    record Looked(boolean found, Map<Integer, List<String>> jobs) implements LeaseEvent {
        public Looked {
            jobs = Map.copyOf(jobs);
        }
    }

    /** It has waited in its queue for too long: what it has is given back, and its place goes to the next. */
    record GiveBack(String words) implements LeaseEvent {}

    /** The site holds it: what it has without GO is given back, and costs no attempt. */
    record HoldBack(Closure closure) implements LeaseEvent {}
    /**
     * Somebody changes what can be changed of it; it was held against the lease as it is.
     *
     * @param duration counted from GO; empty: as it was
     * @param labels all of them; empty: as they were
     */
    record Changed(Optional<Duration> duration, Optional<Map<String, String>> labels, String words)
            implements LeaseEvent {}

    /** Somebody ends it. */
    record EndWanted(String words) implements LeaseEvent {}

    /** An admin's kill-all: it ends, its jobs are cancelled at once; one that ends already ends so as well. */
    record KillAll(String words) implements LeaseEvent {}

    /**
     * Time has passed.
     *
     * @param heardAt the last words of its slots' agents
     */
    record Tick(Map<SlotKey, Instant> heardAt) implements LeaseEvent {
        public Tick {
            heardAt = Map.copyOf(heardAt);
        }
    }

    /** Something happened to one of its slots, of whatever attempt. */
    record OfSlot(SlotKey slot, SlotEvent event) implements LeaseEvent {}

    /** The LRM took our cancels of these jobs. */
    record Cancelled(Set<String> jobs) implements LeaseEvent {
        public Cancelled {
            jobs = Set.copyOf(jobs);
        }
    }

    /** Something happened to several of its slots at once: what one query of the LRM for all says of them. */
    record OfSlots(Map<SlotKey, SlotEvent> slots) implements LeaseEvent {
        public OfSlots {
            slots = Map.copyOf(slots);
        }
    }
}
