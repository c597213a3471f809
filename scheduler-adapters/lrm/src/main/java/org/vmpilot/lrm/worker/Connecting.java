package org.vmpilot.lrm.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Coming by a channel within a deadline. */
final class Connecting {
    private Connecting() {}

    /** A thread of its own, because connect(2) on a Unix socket blocks while the backlog is full: a daemon that is stopped. */
    static WorkerChannel connect(WorkerChannel.Connector connector, Duration deadline) throws NotSentException {
        CompletableFuture<WorkerChannel> connected = new CompletableFuture<>();
        Thread thread = new Thread(() -> connect(connector, connected), "lrm-line-connect");
        thread.setDaemon(true);
        thread.start();
        try {
            return await(connected, deadline, "no connection");
        } finally {
            connected.cancel(false);
            thread.interrupt();
        }
    }

    private static void connect(WorkerChannel.Connector connector, CompletableFuture<WorkerChannel> connected) {
        try {
            WorkerChannel channel = connector.connect();
            if (!connected.complete(channel)) {
                channel.close();
            }
        } catch (IOException e) {
            connected.completeExceptionally(e);
        }
    }

    /** What fails here has not sent anything. */
    static <T> T await(CompletableFuture<T> future, Duration deadline, String what) throws NotSentException {
        try {
            return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new NotSentException(what + ": " + e.getCause().getMessage());
        } catch (TimeoutException e) {
            throw new NotSentException(what + " within " + deadline.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotSentException(what + ": interrupted");
        }
    }
}
