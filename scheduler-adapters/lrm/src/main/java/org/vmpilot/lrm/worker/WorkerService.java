package org.vmpilot.lrm.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.TryLaterException;

/** The answering side of one line: a socket's connection, or a worker process's standard input and output. */
public final class WorkerService {
    private static final Logger LOG = LogManager.getLogger(WorkerService.class);

    /** Requests of one line that may be under way at once: waits hold their place for up to 30 s. */
    private static final int UNDER_WAY = 64;

    private final WorkerChannel channel;
    private final WorkerVerbs verbs;
    private final Object writing = new Object();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, UNDER_WAY, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), WorkerService::thread);

    public WorkerService(WorkerChannel channel, WorkerHandler handler) {
        this.channel = channel;
        this.verbs = new WorkerVerbs(handler);
    }

    /**
     * Answers until the line ends or the client says {@code exit}.
     *
     * @throws IOException what came is not the protocol; the line is closed
     */
    public void serve() throws IOException {
        try (channel) {
            write(Wire.object().put("protocol", Wire.PROTOCOL));
            LineReader lines = new LineReader(channel.in(), Wire.REQUEST_LIMIT);
            for (String line = lines.read(); line != null; line = lines.read()) {
                ObjectNode request = Wire.parse(line);
                if (!request.path("id").isIntegralNumber()
                        || !request.path("verb").isTextual()) {
                    throw new IOException("a request without a whole number 'id' and a text 'verb'");
                }
                if (request.get("verb").asText().equals("exit")) {
                    return;
                }
                accept(request);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void accept(ObjectNode request) throws IOException {
        try {
            threads.execute(() -> answer(request));
        } catch (RejectedExecutionException e) {
            String message = "this line has " + UNDER_WAY + " requests under way";
            write(failure(request, new TryLaterException(message)));
        }
    }

    private void answer(ObjectNode request) {
        ObjectNode answer;
        try {
            JsonNode result = verbs.call(request);
            answer = Wire.object();
            answer.set("id", request.get("id"));
            answer.set("result", result);
        } catch (DrmaaException e) {
            answer = failure(request, e);
        } catch (InterruptedException e) {
            return; // The line has ended.
        } catch (InternalException e) {
            answer = failure(request, e);
        } catch (RuntimeException e) {
            LOG.error("{} failed", request.get("verb"), e);
            answer = failure(request, new InternalException(e.toString()));
        }
        try {
            write(answer);
        } catch (IOException e) {
            LOG.debug("an answer could not be written: {}", e.getMessage());
        }
    }

    private static ObjectNode failure(ObjectNode request, Exception e) {
        ObjectNode answer = Wire.object();
        answer.set("id", request.get("id"));
        answer.set("error", DrmaaErrors.json(e));
        return answer;
    }

    private void write(ObjectNode message) throws IOException {
        ByteBuffer line = Wire.line(message);
        synchronized (writing) {
            Wire.write(channel.out(), line);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "lrm-request");
        thread.setDaemon(true);
        return thread;
    }
}
