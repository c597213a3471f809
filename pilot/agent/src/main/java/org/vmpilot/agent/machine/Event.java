package org.vmpilot.agent.machine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.vmpilot.guard.LrmJob;
import org.vmpilot.guard.LrmName;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Order;
import org.vmpilot.vmm.DomainState;
import org.vmpilot.vmm.ShutdownOutcome;

/** What happens to a slot. Each event knows which cell of the table it means. */
public sealed interface Event {
    Step on(SlotState state, long now);

    /** Nothing but time. */
    record Tick() implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.tick(now);
        }
    }

    /** The launcher has said which job of which LRM this is. */
    record Introduced(LrmJob job) implements Event {
        /** A job whose hooks are told the same id. */
        public Introduced(String id, LrmName lrm) {
            this(new LrmJob(id, id, lrm));
        }

        @Override
        public Step on(SlotState state, long now) {
            return state.introduced(this, now);
        }
    }

    /** The LRM sent the job a signal; its name is without SIG. */
    record Signalled(String signal) implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.signalled(this, now);
        }
    }

    /** The launcher's pipe has ended: the job is over, whatever the reason. */
    record JobOver() implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.jobOver(now);
        }
    }

    /** A TERM came to the agent itself, not through the launcher. */
    record Stopping() implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.stopping(now);
        }
    }

    record Granted(Order order) implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.granted(this, now);
        }
    }

    /**
     * There will be no order.
     *
     * @param granted whether the coordinator has given one, and this agent does not understand it
     */
    record ClaimRefused(String words, boolean granted) implements Event {
        /** The coordinator has refused it. */
        public ClaimRefused(String words) {
            this(words, false);
        }

        @Override
        public Step on(SlotState state, long now) {
            return state.claimRefused(this, now);
        }
    }

    /** The node's policy lets the order pass; its paths are resolved. */
    record OrderAccepted(Order order) implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.orderAccepted(this, now);
        }
    }

    record OrderRefused(List<String> violations) implements Event {
        public OrderRefused {
            violations = List.copyOf(violations);
        }

        @Override
        public Step on(SlotState state, long now) {
            return state.orderRefused(this, now);
        }
    }

    /** The slot record is on disk and the guard is armed. */
    record Recorded() implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.recorded(now);
        }
    }

    /** dom0 has made room; {@code words} is what vmpilot-memory said. */
    record RoomMade(String words) implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.roomMade(this, now);
        }
    }

    /** Something of ours did not work and the slot cannot go on. */
    record Broken(String words) implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.broken(this, now);
        }
    }

    /** The coordinator's GO. */
    record Go() implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.go(now);
        }
    }

    /** The coordinator's END. */
    record End(Notice notice, String words) implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.end(this, now);
        }
    }

    /** The coordinator's instruction of this number: the lease's duration, counted from GO, is another. */
    record NewEnd(int number, Duration duration) implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.newEnd(this, now);
        }
    }

    /** The guest's create has succeeded; without a number: it was not seen yet. */
    record Created(int index, OptionalInt domid) implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.created(this, now);
        }
    }

    record CreateFailed(int index, int exitCode, String words) implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.createFailed(this, now);
        }
    }

    /**
     * A look at all domains.
     *
     * @param beganMs uptime before the look: what happened later it may not show
     * @param states by UUID; where two domains have the same, the livelier
     */
    record Looked(long beganMs, Map<String, DomainState> states) implements Event {
        public Looked {
            states = Map.copyOf(states);
        }

        @Override
        public Step on(SlotState state, long now) {
            return state.looked(this, now);
        }

        boolean lives(String uuid) {
            DomainState seen = states.get(uuid);
            return seen != null && seen.lives();
        }
    }

    /** The look gave no answer: nothing is known, and nothing is concluded. */
    record LookFailed(String words) implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.lookFailed(this, now);
        }
    }

    /** Xen has told that some domain has ended or is gone. */
    record DomainEnded() implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.domainEnded(now);
        }
    }

    /** From now on Xen tells of domains that end, or does not any more. */
    record Events(boolean come) implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.events(this, now);
        }
    }

    /** A guest was asked to shut down. */
    record Asked(int index, ShutdownOutcome outcome) implements Event {
        @Override
        public Step on(SlotState state, long now) {
            return state.asked(this, now);
        }
    }
}
