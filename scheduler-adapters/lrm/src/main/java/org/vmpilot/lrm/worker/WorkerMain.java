package org.vmpilot.lrm.worker;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.SessionFactory;

/**
 * The worker process: serves the DRMAA library that {@link SessionFactory} finds on its class path, on its standard input and
 * output, until its input ends. What a library prints through Java goes to stderr; one that writes on descriptor 1 breaks the line,
 * and is killed for it.
 */
public final class WorkerMain {
    private static final Duration EXIT = Duration.ofSeconds(1);

    private WorkerMain() {}

    public static void main(String[] arguments) {
        System.setOut(System.err);
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        FileInputStream in = new FileInputStream(FileDescriptor.in);
        WorkerChannel channel = new WorkerChannel(Channels.newChannel(in), Channels.newChannel(out), out);
        SessionHandler handler = new SessionHandler(SessionFactory.getFactory().getSession());
        int status = 0;
        try {
            new WorkerService(channel, handler).serve();
        } catch (IOException e) {
            System.err.println("worker: " + e.getMessage());
            status = 1;
        }
        exit(handler);
        // Not exit(): a thread that hangs in the library must not keep this process.
        Runtime.getRuntime().halt(status);
    }

    /** A session that was left is forgotten at once; else Grid Engine's qmaster keeps its event client for minutes. */
    private static void exit(SessionHandler handler) {
        CountDownLatch left = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    try {
                        handler.exit();
                    } catch (DrmaaException e) {
                        System.err.println("worker: " + e.getMessage());
                    }
                    left.countDown();
                },
                "session-exit");
        thread.setDaemon(true);
        thread.start();
        try {
            if (!left.await(EXIT.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("worker: the session did not end within " + EXIT.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
