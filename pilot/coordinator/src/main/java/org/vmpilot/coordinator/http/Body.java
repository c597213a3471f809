package org.vmpilot.coordinator.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Reads a request's body as it comes, without a thread. */
final class Body {
    private final Request request;
    private final int most;
    private final BodyBudget budget;
    private final String address;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole;
    private int taken;
    private boolean over;

    private Body(Request request, int most, BodyBudget budget, CompletableFuture<byte[]> whole) {
        this.request = request;
        this.most = most;
        this.budget = budget;
        this.whole = whole;
        this.address = Request.getRemoteAddr(request);
    }

    /** Completes {@code whole} with the body, cut after {@code most} bytes. */
    static void read(Request request, int most, BodyBudget budget, CompletableFuture<byte[]> whole) {
        Body body = new Body(request, most, budget, whole);
        // Counted is what is on its way; what waits for its meaning is bounded by those who read it.
        var unused = whole.whenComplete((bytes, failure) -> body.over());
        body.more();
    }

    private synchronized void over() {
        budget.give(address, taken);
        over = true;
    }

    private void more() {
        while (!whole.isDone()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this::more);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                whole.completeExceptionally(chunk.getFailure());
            } else {
                take(chunk);
            }
        }
    }

    private synchronized void take(Content.Chunk chunk) {
        try {
            if (over) {
                return;
            }
            ByteBuffer part = chunk.getByteBuffer();
            int length = Math.min(part.remaining(), most - bytes.size());
            if (!budget.take(address, length)) {
                whole.completeExceptionally(new TooManyBytesException());
                return;
            }
            taken += length;
            byte[] copy = new byte[length];
            part.get(copy);
            bytes.writeBytes(copy);
            if (chunk.isLast() || bytes.size() == most) {
                whole.complete(bytes.toByteArray());
            }
        } finally {
            chunk.release();
        }
    }
}
