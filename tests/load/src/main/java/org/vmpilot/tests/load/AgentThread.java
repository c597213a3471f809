package org.vmpilot.tests.load;

import com.google.common.base.Ticker;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The one thread on which all simulated agents live: their calls, their timers, what they have seen. */
final class AgentThread implements AutoCloseable {
    /** The coordinator holds a call for a minute at most. */
    private static final Duration ANSWER = Duration.ofSeconds(75);

    private static final Duration TURN = Duration.ofMillis(100);

    private final Ticker ticker = Ticker.systemTicker();
    private final Selector selector;
    private final InetSocketAddress door;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Due> dues = new PriorityQueue<>();
    /** Calls that wait for an answer, and until when; the oldest first, for all are given the same time. */
    private final Map<AgentCall, Long> open = new LinkedHashMap<>();

    private final AtomicLong answered = new AtomicLong();
    private final Thread thread = new Thread(this::run, "agents");
    private volatile boolean closed;
    private volatile Optional<RuntimeException> failure = Optional.empty();

    private record Due(long at, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return Long.compare(at, other.at);
        }
    }

    private AgentThread(Selector selector, InetSocketAddress door) {
        this.selector = selector;
        this.door = door;
    }

    static AgentThread start(InetSocketAddress door) throws IOException {
        AgentThread agents = new AgentThread(Selector.open(), door);
        agents.thread.setDaemon(true);
        agents.thread.start();
        return agents;
    }

    /** From any thread. */
    void post(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Asks from another thread. */
    <T> T ask(Callable<T> question) throws InterruptedException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        failure.ifPresent(answer::completeExceptionally);
        post(() -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Nanoseconds of a clock that nobody sets. */
    long now() {
        return ticker.read();
    }

    Duration since(long then) {
        return Duration.ofNanos(ticker.read() - then);
    }

    /** On this thread. */
    void in(Duration after, Runnable task) {
        dues.add(new Due(ticker.read() + after.toNanos(), task));
    }

    /** On this thread. */
    void call(SimulatedNode node, String verb, String body, Consumer<Optional<String>> then) {
        try {
            AgentCall call = new AgentCall(node, verb, body, (over, answer) -> {
                open.remove(over);
                answer.ifPresent(words -> answered.incrementAndGet());
                then.accept(answer);
            });
            open.put(call, ticker.read() + ANSWER.toNanos());
            call.begin(selector, door);
        } catch (IOException e) {
            then.accept(Optional.empty());
        }
    }

    /** Words of agents that the coordinator has answered so far. From any thread. */
    long answered() {
        return answered.get();
    }

    private void run() {
        try {
            while (!closed) {
                turn();
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void turn() throws IOException {
        selector.select(left(ticker.read()).toMillis() + 1);
        List<SelectionKey> ready = new ArrayList<>(selector.selectedKeys());
        selector.selectedKeys().clear();
        ready.stream()
                .filter(SelectionKey::isValid)
                .forEach(key -> guarded(() -> ((AgentCall) key.attachment()).ready(key)));
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            guarded(task);
        }
        long now = ticker.read();
        while (!dues.isEmpty() && dues.peek().at() - now <= 0) {
            guarded(dues.poll().task());
        }
        List<AgentCall> late = new ArrayList<>();
        for (Map.Entry<AgentCall, Long> call : open.entrySet()) {
            if (call.getValue() - now > 0) {
                break;
            }
            late.add(call.getKey());
        }
        late.forEach(call -> guarded(call::giveUp));
    }

    /** An answer that makes no sense ends no other agent's life; whoever asks is told. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            failure = Optional.of(e);
        }
    }

    private Duration left(long now) {
        if (!tasks.isEmpty()) {
            return Duration.ZERO;
        }
        Duration left =
                dues.isEmpty() ? TURN : Duration.ofNanos(Math.max(0, dues.peek().at() - now));
        return left.compareTo(TURN) < 0 ? left : TURN;
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        Uninterruptibles.joinUninterruptibly(thread);
    }
}
