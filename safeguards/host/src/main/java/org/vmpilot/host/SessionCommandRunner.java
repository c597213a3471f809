package org.vmpilot.host;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteResultHandler;
import org.apache.commons.exec.PumpStreamHandler;

/**
 * Runs each command in a session of its own ({@code setsid}), so that at its deadline the whole session can be killed.
 *
 * <p>Commons Exec's own watchdog kills the direct child alone, and then waits for whoever still holds the pipe (seen: 5 s).
 * Here the pumps are given up shortly after the child has ended: a daemon that a command leaves behind (xl does) may hold its
 * output for days.
 */
public final class SessionCommandRunner implements CommandRunner {
    private static final Duration PUMP_PATIENCE = Duration.ofMillis(200);
    /** What setsid(1) of util-linux says, with exit code 126 or 127, when the program cannot be executed. */
    private static final String SETSID_FAILED = "setsid: failed to execute";

    @Override
    public CommandResult run(Command command) throws InterruptedException {
        BoundedOutput output = new BoundedOutput(command.outputLimit());
        BoundedOutput errors = new BoundedOutput(command.outputLimit());
        Outcome outcome = new Outcome();
        Child child = new Child(command, output, errors);
        try {
            child.execute(inOwnSession(command.arguments()), command.environment(), outcome);
            command.go().await();
            if (outcome.await(command.deadline())) {
                return result(child, outcome, output, errors);
            }
        } catch (IOException e) {
            return new CommandResult.NotStarted(e.getMessage());
        } catch (InterruptedException e) {
            child.end();
            throw e;
        }
        boolean gone = child.end();
        return new CommandResult.TimedOut(gone, output.text(), errors.text());
    }

    /** The child's own status counts: Commons Exec reports a daemon that keeps the pipe open as a failure without one. */
    private static CommandResult result(Child child, Outcome outcome, BoundedOutput output, BoundedOutput errors) {
        OptionalInt exitCode = child.exitCode();
        if (exitCode.isEmpty()) {
            return new CommandResult.NotStarted(outcome.failure);
        }
        if (exitCode.getAsInt() >= 126 && errors.text().startsWith(SETSID_FAILED)) {
            return new CommandResult.NotStarted(errors.text().strip());
        }
        return new CommandResult.Exited(exitCode.getAsInt(), output.text(), errors.text());
    }

    /** A JVM's child does not lead a process group, so setsid(1) need not fork: the child's pid is its session's id. */
    private static CommandLine inOwnSession(List<String> arguments) {
        CommandLine line = new CommandLine("setsid");
        for (String argument : arguments) {
            line.addArgument(argument, false);
        }
        return line;
    }

    /** An executor that tells the pid of what it has started, and starts nothing any more once it is abandoned. */
    @SuppressWarnings("deprecation") // The builder makes no subclass, and only a subclass learns the pid.
    private static final class Child extends DefaultExecutor {
        private final Optional<Path> folder;
        private Process started;
        private ProcessSession session;
        private boolean abandoned;

        Child(Command command, BoundedOutput output, BoundedOutput errors) {
            this.folder = command.folder();
            PumpStreamHandler pumps = new PumpStreamHandler(output, errors, new InputAtGo(command));
            pumps.setStopTimeout(PUMP_PATIENCE);
            setStreamHandler(pumps);
            setExitValues(null);
        }

        /** Commons Exec starts the process in a thread of its own: the deadline may pass before that. */
        @Override
        protected synchronized Process launch(CommandLine command, Map<String, String> environment, Path unused)
                throws IOException {
            if (abandoned) {
                throw new IOException("given up before it was started");
            }
            Process process = super.launch(command, environment, folder.orElse(unused));
            started = process;
            session = ProcessSession.of(process);
            return process;
        }

        /** How it ended; empty: it was not started. */
        synchronized OptionalInt exitCode() {
            return started == null || started.isAlive() ? OptionalInt.empty() : OptionalInt.of(started.exitValue());
        }

        /** Kills the whole session; true: nobody of it is left. */
        boolean end() throws InterruptedException {
            ProcessSession all;
            synchronized (this) {
                abandoned = true;
                all = session;
            }
            return all == null || all.kill();
        }
    }

    /** A command's input, which does not come before its time; whoever is interrupted meanwhile has read it to its end. */
    private static final class InputAtGo extends InputStream {
        private final CountDownLatch go;
        private final InputStream input;

        InputAtGo(Command command) {
            this.go = command.go();
            this.input = new ByteArrayInputStream(command.input().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public int read() throws IOException {
            return isOpen() ? input.read() : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return isOpen() ? input.read(buffer, offset, length) : -1;
        }

        private boolean isOpen() {
            try {
                go.await();
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private static final class Outcome implements ExecuteResultHandler {
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile String failure = "";

        @Override
        public void onProcessComplete(int code) {
            ended.countDown();
        }

        @Override
        public void onProcessFailed(ExecuteException e) {
            failure = e.getMessage();
            ended.countDown();
        }

        boolean await(Duration time) throws InterruptedException {
            return ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
