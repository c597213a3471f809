package org.vmpilot.coordinator.agents;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vmpilot.coordinator.lease.Instruction;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Word;

/** Holds agents' calls until there is a word for them. A call that waits costs no thread. */
public final class LongPolls {
    private final UnaryOperator<CompletableFuture<Word>> bounded;
    private final Map<SlotKey, Queue<Call>> waiting = new ConcurrentHashMap<>();

    private record Call(boolean ready, int heard, CompletableFuture<Word> answer) {}

    /** @param longest the longest that a call is held */
    public LongPolls(Duration longest) {
        this(call -> call.completeOnTimeout(new Word.Wait(), longest.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** @param bounded answers a call with WAIT when it was held for the longest time */
    public LongPolls(UnaryOperator<CompletableFuture<Word>> bounded) {
        this.bounded = bounded;
    }

    /**
     * @param ready whether GO is an answer
     * @param heard the newest instruction that it has heard
     * @param slot the slot as it stands in the store now
     */
    CompletableFuture<Word> await(SlotKey key, boolean ready, int heard, Supplier<Optional<Slot>> slot) {
        Call call = new Call(ready, heard, new CompletableFuture<>());
        waiting.compute(key, (unused, queue) -> {
            Queue<Call> calls = queue == null ? new ConcurrentLinkedQueue<>() : queue;
            calls.add(call);
            return calls;
        });
        // Looked at after it is in the queue: a change between the two is seen here or there.
        slot.get().flatMap(known -> word(known, call)).ifPresent(call.answer()::complete);
        return bounded.apply(call.answer()).whenComplete((word, failure) -> forget(key, call));
    }

    private void forget(SlotKey key, Call call) {
        waiting.computeIfPresent(key, (unused, calls) -> {
            calls.remove(call);
            return calls.isEmpty() ? null : calls;
        });
    }

    /** On the loop's thread: answers those for whom there is a word now. */
    void changed(Slot slot) {
        Queue<Call> calls = waiting.get(slot.key());
        if (calls != null) {
            for (Call call : calls) {
                word(slot, call).ifPresent(call.answer()::complete);
            }
        }
    }

    private static Optional<Word> word(Slot slot, Call call) {
        return switch (slot.state()) {
            case LIVE -> call.ready() ? Optional.of(new Word.Go()) : instruction(slot, call.heard());
            case ENDING, ENDED, LOST ->
                Optional.of(new Word.End(slot.notice().orElse(Notice.LEASE_ENDED), slot.reason()));
            case PLANNED, SUBMITTING, QUEUED, CLAIMED, READY -> Optional.empty();
        };
    }

    /** After GO. Who has heard it is not told again: it is done, or on its way to be. */
    private static Optional<Word> instruction(Slot slot, int heard) {
        Instruction newest = slot.instruction();
        return newest.number() > heard && !newest.isDone()
                ? Optional.of(new Word.NewEnd(newest.number(), newest.duration()))
                : Optional.empty();
    }
}
