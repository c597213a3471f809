package org.vmpilot.lrm.embedded;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.host.BootId;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.host.DurableFiles;
import org.vmpilot.host.Pause;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.host.Uptime;
import org.vmpilot.lrm.worker.WorkerServer;

/** {@code vmpilot-lrm CONFIG.toml}: the daemon. Its end, of whatever kind, touches no job. */
public final class LrmDaemon {
    private static final Logger LOG = LogManager.getLogger(LrmDaemon.class);
    private static final int USAGE = 64;
    private static final int BAD_CONFIG = 78;
    private static final int FAILED = 1;
    private static final Duration STOP = Duration.ofSeconds(5);

    private LrmDaemon() {}

    public static void main(String[] arguments) {
        int status = run(arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int run(String[] arguments) {
        if (arguments.length != 1 || arguments[0].startsWith("-")) {
            System.err.println("usage: vmpilot-lrm CONFIG.toml");
            return USAGE;
        }
        try {
            serve(LrmConfigFile.read(Path.of(arguments[0])));
            return 0;
        } catch (ConfigErrors.ConfigRefused e) {
            System.err.println(e.getMessage());
            return BAD_CONFIG;
        } catch (IOException e) {
            LOG.error("{}", e.getMessage());
            System.err.println("vmpilot-lrm: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            return 0;
        }
    }

    @SuppressWarnings("try") // The lock is there to be held.
    private static void serve(LrmConfig config) throws IOException, InterruptedException {
        DurableFiles.folder(config.state());
        CommandRunner commands = new SessionCommandRunner();
        NodeWatch nodes = new NodeWatch(Uptime.system());
        try (StateLock lock = StateLock.take(config.state());
                Books books = new Books(config.state().resolve("journal"))) {
            Shepherds shepherds = new Shepherds(config, commands);
            Herd herd =
                    new Herd(books, config, shepherds, nodes, Uptime.system(), BootId.read(), InstantSource.system());
            Engine engine = new Engine(config, books, herd);
            try (WorkerServer server = new WorkerServer(config.socket(), new Answers(config, engine));
                    Bell bell = new Bell(config.state().resolve("bell"))) {
                stopAtSignal(engine);
                background("lrm-bell", () -> bell.listen(engine::wake));
                NodeProbe probe = new NodeProbe(config, nodes, commands, Pause.system());
                background("lrm-probe", () -> probe.run(engine::wake));
                background("lrm-accept", () -> accept(server, engine));
                LOG.info("serving {} nodes on {}, state in {}", config.nodes().size(), config.socket(), config.state());
                engine.run();
            }
        }
    }

    /** The JVM halts when its hooks have returned: this one waits until the socket is removed. */
    private static void stopAtSignal(Engine engine) {
        Thread main = Thread.currentThread();
        Thread hook = new Thread(
                () -> {
                    engine.stop();
                    Uninterruptibles.joinUninterruptibly(main, STOP);
                },
                "lrm-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static void accept(WorkerServer server, Engine engine) {
        try {
            server.serve();
        } catch (IOException e) {
            LOG.error("no more connections: {}", e.getMessage());
            engine.stop();
        }
    }

    private static void background(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
