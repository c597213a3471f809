package org.vmpilot.coordinator.http;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** An answer of which there is no end yet. One write at a time. */
public final class Outflow {
    private final Response response;
    private final Callback callback;

    Outflow(Response response, Callback callback) {
        this.response = response;
        this.callback = callback;
    }

    /** Done when it is with the caller's machine or ours; fails when the caller has gone or takes nothing. */
    public CompletableFuture<Void> write(byte[] bytes) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        response.write(
                false,
                ByteBuffer.wrap(bytes),
                Callback.from(() -> written.complete(null), written::completeExceptionally));
        return written;
    }

    public void end() {
        response.write(true, ByteBuffer.allocate(0), callback);
    }

    /** The caller has gone: nothing more is written. */
    public void broken(Throwable why) {
        callback.failed(why);
    }
}
