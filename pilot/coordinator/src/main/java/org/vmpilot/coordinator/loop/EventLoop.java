package org.vmpilot.coordinator.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.store.StoreException;

/** The event loop: one task after another decides, commits and then lets effects run. Any thread may post, ask and wake. */
public final class EventLoop {
    private static final Logger LOG = LogManager.getLogger(EventLoop.class);
    private static final Duration NOT_TWICE_WITHIN = Duration.ofSeconds(1);
    private static final String NOT_TAKEN_UP = "what the store says could not be taken up";
    /** So many questions in one turn: whoever comes behind waits for it. */
    private static final int MOST_TOGETHER = 250;

    private final Ports ports;
    private final Decisions decisions;
    private final Intake intake;
    private final FreezeState freezeState;
    private final List<Member> members = new ArrayList<>();
    private final Queue<Question<?>> questions = new ConcurrentLinkedQueue<>();
    private final AtomicLong ticks = new AtomicLong();
    private Optional<Instant> asked = Optional.empty();
    private Instant ticked = Instant.MIN;
    private boolean halted;
    private Wake wake = due -> {};

    public EventLoop(Ports ports, Decisions decisions, Intake intake, FreezeState freezeState) {
        this.ports = ports;
        this.decisions = decisions;
        this.intake = intake;
        this.freezeState = freezeState;
        decisions.onChange(told -> members.forEach(member -> guarded(() -> member.changed(told))));
    }

    /** Before {@link #start}. Members are told in the order in which they joined. */
    public void join(Member... more) {
        members.addAll(List.of(more));
    }

    /**
     * Takes up what the store says; call once, before anything else is asked of it.
     *
     * @return how many leases are open, when all of them are taken up. It fails when one of them cannot be: nobody may serve then, for what
     *     is not known here would look as if it were not there
     */
    public CompletableFuture<Integer> start(Wake how) {
        wake = how;
        CompletableFuture<Integer> open = new CompletableFuture<>();
        ports.loop().execute(() -> {
            int count;
            try {
                count = recover();
            } catch (StoreException | RuntimeException e) {
                // No turn, now or later: what was taken up before the fault would be acted on.
                halted = true;
                open.completeExceptionally(e);
                return;
            }
            finish();
            open.complete(count);
        });
        return open;
    }

    private int recover() throws StoreException {
        List<Lease> open = ports.store().openLeases();
        LOG.info("{} open leases in the store", open.size());
        open.forEach(decisions::enter);
        for (Member member : members) {
            member.recover(open);
        }
        freezeState.freeze().ifPresent(mark -> intake.takeForAll(new LeaseEvent.KillAll(mark.words())));
        return open.size();
    }

    /** Runs a task on the loop's thread; once the coordinator stops, nothing: whatever it was is asked again at the next start. */
    public void post(Runnable task) {
        try {
            ports.loop().execute(() -> take(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("an event came after the loop had stopped");
        }
    }

    private void take(Runnable task) {
        if (halted) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("the loop could not take an event", e);
        }
        finish();
    }

    /** Asks the loop's thread; the answer comes after what it decided is durable. */
    public <T> CompletableFuture<T> ask(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        ports.loop().execute(() -> {
            if (halted) {
                answer.completeExceptionally(new IllegalStateException(NOT_TAKEN_UP));
                return;
            }
            T value;
            try {
                value = question.call();
            } catch (Exception e) {
                finish();
                answer.completeExceptionally(e);
                return;
            }
            finish();
            answer.complete(value);
        });
        return answer;
    }

    /**
     * Asks the loop's thread together with all who ask so at that time: what it decides of them is written in one turn of the disk. What it decides must
     * be {@link Decisions}' or the store's alone: if the turn cannot be written, it is as if nobody had asked.
     */
    public <T> CompletableFuture<T> askTogether(Callable<T> question) {
        Question<T> asked = new Question<>(question);
        questions.add(asked);
        ports.loop().execute(this::answerTogether);
        return asked.answer;
    }

    /**
     * Runs a task on the loop's thread together with all who ask so at that time, see {@link #askTogether}. What it must not lose it gives to the
     * {@link Intake}.
     */
    public void postTogether(Runnable task) {
        try {
            var unused = askTogether(() -> {
                        task.run();
                        return null;
                    })
                    .whenComplete((done, failure) -> {
                        if (failure instanceof RuntimeException && !halted) {
                            LOG.error("the loop could not take an event", failure);
                        }
                    });
        } catch (RejectedExecutionException e) {
            LOG.debug("an event came after the loop had stopped");
        }
    }

    private void answerTogether() {
        List<Question<?>> turn = new ArrayList<>();
        while (turn.size() < MOST_TOGETHER && !questions.isEmpty()) {
            turn.add(questions.remove());
        }
        if (turn.isEmpty()) {
            // An earlier turn has taken it.
            return;
        }
        if (halted) {
            turn.forEach(asked -> asked.fail(new IllegalStateException(NOT_TAKEN_UP)));
        } else {
            decide(turn);
            finish();
        }
        turn.forEach(Question::answer);
    }

    private void decide(List<Question<?>> turn) {
        try {
            decisions.together(() -> turn.forEach(Question::decide));
        } catch (StoreException e) {
            LOG.error("{}; what was asked meanwhile is not answered", e.getMessage());
            turn.forEach(asked -> asked.fail(e));
        }
    }

    /** Time has come for something. */
    public void wake() {
        post(this::tick);
    }

    /** How often time has been looked at so far, once a minute at least. From any thread. */
    public long ticks() {
        return ticks.get();
    }

    private void tick() {
        Instant now = ports.clock().instant();
        ticks.incrementAndGet();
        ticked = now;
        asked = Optional.empty();
        if (!intake.retry(now)) {
            return;
        }
        guarded(() -> decisions.tick(now));
        for (Member member : members) {
            guarded(() -> member.tick(now));
        }
    }

    private interface Writing {
        void run() throws StoreException;
    }

    private void guarded(Writing work) {
        try {
            work.run();
        } catch (StoreException e) {
            intake.failed(e);
        } catch (RuntimeException e) {
            // One room's fault takes neither the others' turn nor the next wake.
            LOG.error("the loop could not take an event", e);
        }
    }

    /** After every task: members do what is due, and say when to be woken. */
    private void finish() {
        Instant now = ports.clock().instant();
        for (Member member : members) {
            guarded(() -> member.work(now));
        }
        Optional<Instant> next = intake.retryAt().or(() -> due(now)).map(this::later);
        if (next.isPresent() && !next.equals(asked)) {
            asked = next;
            wake.at(next.get());
        }
    }

    /** What was due at the last wake and still is was not done by it: at once again would be no better, and for ever. */
    private Instant later(Instant due) {
        return due.isAfter(ticked) ? due : ticked.plus(NOT_TWICE_WITHIN);
    }

    private Optional<Instant> due(Instant now) {
        try {
            return dues(now).min(Instant::compareTo);
        } catch (RuntimeException e) {
            LOG.error("when the loop is to be woken is not known; it is soon", e);
            return Optional.of(now);
        }
    }

    private Stream<Instant> dues(Instant now) {
        return Stream.concat(
                decisions.leases().nextDue().stream(), members.stream().flatMap(member -> member.dues(now)));
    }
}
