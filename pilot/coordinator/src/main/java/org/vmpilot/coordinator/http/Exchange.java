package org.vmpilot.coordinator.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.thread.Scheduler;

/** One request and its answer. Whoever holds it answers it once, from any thread, now or later. */
public final class Exchange {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Limits limits;
    private final BodyBudget budget;
    private final Executor threads;
    private final AtomicBoolean answered = new AtomicBoolean();
    /** Whether nothing of the body is still on its way. */
    private volatile boolean bodyRead;

    private volatile IntConsumer told = status -> {};

    Exchange(
            Request request, Response response, Callback callback, Limits limits, BodyBudget budget, Executor threads) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.limits = limits;
        this.budget = budget;
        this.threads = threads;
        // An answer that is still being found is no idle connection; a write that nobody takes ends by the time-out
        // all the same.
        request.addIdleTimeoutListener(timeout -> false);
    }

    public String method() {
        return request.getMethod();
    }

    /** As it was sent: nothing in it is decoded. */
    public String path() {
        String path = request.getHttpURI().getPath();
        return path == null ? "" : path;
    }

    /** @throws IllegalArgumentException if they cannot be decoded */
    public Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new TreeMap<>();
        for (Fields.Field field : Request.extractQueryParameters(request)) {
            parameters.put(field.getName(), field.getValues());
        }
        return parameters;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /** All values of a header that may have been sent several times. */
    public List<String> headers(String name) {
        return request.getHeaders().getValuesList(name);
    }

    /** The name or number by which the caller calls us, without a port; empty if it does not say. */
    public String host() {
        String name = Request.getServerName(request);
        return name == null || header("Host").isEmpty() ? "" : name;
    }

    /** The caller's address. */
    public String caller() {
        return Request.getRemoteAddr(request);
    }

    /** Threads for what goes on with an answer; not for waiting. */
    public Executor threads() {
        return threads;
    }

    /**
     * The body, cut one byte beyond {@code most}, so that a reader sees that it is too long.
     *
     * @return fails with {@link LateBodyException}, {@link TooManyBytesException}, or because the caller has gone
     */
    public CompletableFuture<byte[]> body(int most) {
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        LateBodyException late = new LateBodyException(limits.body());
        Scheduler.Task deadline =
                after(() -> body.completeExceptionally(late), limits.body().toMillis());
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        var unused = body.whenComplete((bytes, failure) -> {
            deadline.cancel();
            if (failure == null) {
                bodyRead = bytes.length <= most;
                answer.complete(bytes);
            } else {
                answer.completeExceptionally(failure instanceof TimeoutException ? late : failure);
            }
        });
        Body.read(request, most + 1, budget, body);
        return answer;
    }

    /** Runs it after a time, in a thread that must not be held up. */
    public Timer later(Runnable task, long millis) {
        return after(task, millis)::cancel;
    }

    /** Something that comes after a time unless it is called off. */
    public interface Timer {
        boolean cancel();
    }

    private Scheduler.Task after(Runnable task, long millis) {
        return request.getComponents().getScheduler().schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /** Told the status once, when the answer's head goes out; it must not wait. Before the answer. */
    public void onAnswered(IntConsumer listener) {
        told = listener;
    }

    /** The answer, whole. One that was given before stays. */
    public void answer(Reply reply) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        head(reply);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, reply.body().length);
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
    }

    /** The head now, and the rest bit by bit; empty if it was answered before. */
    public Optional<Outflow> begin(Reply head) {
        if (!answered.compareAndSet(false, true)) {
            return Optional.empty();
        }
        head(head);
        return Optional.of(new Outflow(response, callback));
    }

    private void head(Reply reply) {
        told.accept(reply.status());
        response.setStatus(reply.status());
        if (reply.status() != 204) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.type());
        }
        reply.headers().forEach(response.getHeaders()::put);
        if (!bodyRead && hasBody()) {
            // The connection cannot be used again: without a word the caller's next request would be lost on it.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
    }

    private boolean hasBody() {
        return request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
                || request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > 0;
    }
}
