package org.vmpilot.lrm.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InternalException;
import org.vmpilot.host.Uptime;

/**
 * The asking side of one line. Several requests may be under way; each has its deadline. Anything on the line that is not the
 * protocol breaks it, and all that is under way fails.
 *
 * <p>Writing has a thread of its own: a far side that does not read would else hold its caller beyond the deadline, and an
 * interrupted caller would close the channel for all.
 */
final class WorkerConnection {
    private final WorkerChannel channel;
    private final CompletableFuture<Void> greeted = new CompletableFuture<>();
    private final BlockingQueue<WorkerCall> outgoing = new LinkedBlockingQueue<>();
    private final Map<Long, WorkerCall> underWay = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private final Uptime uptime = Uptime.system();
    private final Thread writer;
    private volatile String broken;

    private WorkerConnection(WorkerChannel channel) {
        this.channel = channel;
        this.writer = thread("lrm-line-writer", this::write);
    }

    /** @throws NotSentException nobody there, or nobody who speaks the protocol */
    static WorkerConnection open(WorkerChannel.Connector connector, Duration deadline) throws NotSentException {
        WorkerChannel channel = Connecting.connect(connector, deadline);
        WorkerConnection connection = new WorkerConnection(channel);
        thread("lrm-line-reader", connection::read).start();
        connection.writer.start();
        try {
            Connecting.await(connection.greeted, deadline, "no greeting");
            return connection;
        } catch (NotSentException e) {
            connection.close("not greeted");
            throw e;
        }
    }

    boolean isBroken() {
        return broken != null;
    }

    /**
     * @throws NotSentException nothing was done
     * @throws AnswerLostException it may have been done
     * @throws DrmaaException what the far side answered
     */
    JsonNode call(String verb, ObjectNode arguments, Duration deadline) throws DrmaaException {
        long id = lastId.incrementAndGet();
        ObjectNode request =
                Wire.object().put("id", id).put("verb", verb).put("not_after", uptime.millis() + deadline.toMillis());
        request.set("args", arguments);
        byte[] line = Wire.line(request).array();
        if (line.length > Wire.REQUEST_LIMIT) {
            throw new NotSentException(
                    verb + ": a request of " + line.length + " bytes; at most " + Wire.REQUEST_LIMIT);
        }
        WorkerCall call = new WorkerCall(id, verb, line);
        underWay.put(id, call);
        outgoing.add(call);
        if (isBroken()) {
            fail(call, broken);
        }
        try {
            return call.answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw call.giveUp("deadline of " + deadline.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw call.giveUp("interrupted");
        } catch (ExecutionException e) {
            throw failure(e);
        } finally {
            underWay.remove(id);
        }
    }

    private static DrmaaException failure(ExecutionException e) {
        if (e.getCause() instanceof DrmaaException answer) {
            return answer;
        }
        throw (InternalException) e.getCause();
    }

    private void write() {
        try {
            while (!isBroken()) {
                WorkerCall call = outgoing.take();
                if (call.leave()) {
                    send(call);
                }
            }
        } catch (IOException e) {
            close("cannot write: " + e.getMessage());
        } catch (InterruptedException e) {
            close("ended");
        }
    }

    /** The line may break meanwhile, and a reader that is late has not seen that yet: what counts is whether all was taken. */
    private void send(WorkerCall call) throws IOException {
        ByteBuffer line = ByteBuffer.wrap(call.line);
        try {
            Wire.write(channel.out(), line);
        } finally {
            call.left(!line.hasRemaining());
            if (isBroken()) {
                fail(call, broken);
            }
        }
    }

    private void read() {
        LineReader lines = new LineReader(channel.in(), Wire.ANSWER_LIMIT);
        try {
            greet(lines.read());
            for (String line = lines.read(); line != null; line = lines.read()) {
                take(Wire.parse(line));
            }
            close("the far side closed the line");
        } catch (IOException e) {
            close(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void greet(String line) throws IOException {
        if (line == null) {
            throw new IOException("the far side closed the line at once");
        }
        String protocol = Wire.parse(line).path("protocol").asText();
        if (!protocol.equals(Wire.PROTOCOL)) {
            throw new IOException("the far side speaks '" + protocol + "' and not " + Wire.PROTOCOL);
        }
        greeted.complete(null);
    }

    private void take(ObjectNode answer) throws IOException {
        long id = answer.path("id").asLong(0);
        if (id < 1 || id > lastId.get()) {
            throw new IOException("an answer to a request that was never made: id " + answer.path("id"));
        }
        WorkerCall call = underWay.remove(id);
        if (call == null) {
            return; // Its caller has given up.
        }
        if (answer.has("result")) {
            call.answer.complete(answer.get("result"));
        } else {
            call.answer.completeExceptionally(DrmaaErrors.exception(answer.path("error")));
        }
    }

    /** Ends the line; what is under way fails. */
    synchronized void close(String why) {
        if (isBroken()) {
            return;
        }
        broken = why;
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing more can be asked of it.
        }
        greeted.completeExceptionally(new IOException(why));
        writer.interrupt();
        underWay.values().stream().filter(call -> !call.isLeaving()).forEach(call -> fail(call, why));
    }

    private static void fail(WorkerCall call, String why) {
        call.answer.completeExceptionally(call.giveUp(why));
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
