package org.vmpilot.lrm.worker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.host.PipedProcess;

/**
 * Connects to a worker process that it starts, one at a time. A line that breaks ends the process; the next call starts another
 * one, after the one before was seen dead.
 */
public final class WorkerProcess implements WorkerChannel.Connector {
    private static final Logger LOG = LogManager.getLogger(WorkerProcess.class);

    /** What {@link WorkerMain} needs to leave its session. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** A JVM that starts, and a native library that is loaded, on a machine that is busy. */
    private static final Duration START = Duration.ofSeconds(30);

    private final List<String> through;
    private final List<String> arguments;
    private final Map<String, String> environment;
    private PipedProcess process;

    /**
     * @param arguments the program, absolute, and its arguments
     * @param environment the whole environment of the worker
     */
    public WorkerProcess(List<String> arguments, Map<String, String> environment) {
        this(List.of(), arguments, environment);
    }

    /** @param through as of {@link PipedProcess#start} */
    WorkerProcess(List<String> through, List<String> arguments, Map<String, String> environment) {
        this.through = List.copyOf(through);
        this.arguments = List.copyOf(arguments);
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Duration patience() {
        return START;
    }

    @Override
    public synchronized WorkerChannel connect() throws IOException {
        if (!kill()) {
            throw new IOException("the worker before, process " + process.pid() + ", cannot be ended");
        }
        PipedProcess started =
                PipedProcess.start(through, arguments, environment, line -> LOG.warn("worker: {}", line));
        process = started;
        return new WorkerChannel(
                Channels.newChannel(started.output()), new ToChild(started.input()), () -> end(started));
    }

    private static void end(PipedProcess process) throws IOException {
        if (!process.end(GRACE)) {
            throw new IOException("the worker, process " + process.pid() + ", cannot be ended");
        }
    }

    /**
     * Kills the worker, if there is one; all that is under way in it fails.
     *
     * @return false: it is stuck in the kernel, and what it was asked may still happen
     */
    public synchronized boolean kill() {
        return process == null || process.kill();
    }

    /**
     * A child's standard input. The JDK's channel over a stream empties the buffer before it writes: after a write that failed all would look taken.
     */
    private record ToChild(OutputStream stream) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int length = bytes.remaining();
            stream.write(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
            // The JDK buffers a child's input until somebody flushes it.
            stream.flush();
            bytes.position(bytes.limit());
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
