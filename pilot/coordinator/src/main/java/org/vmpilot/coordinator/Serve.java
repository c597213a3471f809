package org.vmpilot.coordinator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.vmpilot.coordinator.config.ConfigException;
import org.vmpilot.coordinator.config.ConfigFile;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.store.StoreException;
import org.vmpilot.coordinator.store.UnreadableRowException;

/** {@code vmpilot serve}: the coordinator's main. Ending it ends no lease. */
public final class Serve {
    /** Exit codes, as {@code sysexits.h} has them. */
    enum Exit {
        STOPPED(0),
        USAGE(64),
        /** An address cannot be listened on. */
        UNAVAILABLE(69),
        /** The store cannot be used. */
        STORE(74),
        /** Another coordinator has the store. */
        IN_USE(75),
        /** Configuration or key file. */
        CONFIGURATION(78);

        private final int code;

        Exit(int code) {
            this.code = code;
        }
    }

    private Serve() {}

    private static final String USAGE =
            "usage: vmpilot serve [--config FILE]\nThe coordinator. FILE: its configuration, " + ConfigFile.STANDARD
                    + " unless said otherwise. Ending it ends no lease.";

    /**
     * @param arguments {@code --config FILE}, or nothing: the standard place; {@code --help} says so and does nothing
     */
    public static void main(String[] arguments) {
        if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
            System.out.println(USAGE);
            return;
        }
        Exit exit = run(arguments);
        if (exit != Exit.STOPPED) {
            LogManager.shutdown();
            System.exit(exit.code);
        }
    }

    private static Exit run(String[] arguments) {
        boolean named = arguments.length == 2 && arguments[0].equals("--config");
        if (!named && arguments.length > 0) {
            return failed(Exit.USAGE, "usage: vmpilot serve [--config FILE]");
        }
        try {
            CoordinatorConfig config = ConfigFile.load(named ? Path.of(arguments[1]) : ConfigFile.STANDARD);
            Coordinator coordinator = Coordinator.start(config);
            // The one hook: an orderly end on TERM and INT. Without it all is as safe, for starting is recovering.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(coordinator), "stop"));
            return Exit.STOPPED;
        } catch (ConfigException e) {
            return failed(Exit.CONFIGURATION, e.getMessage());
        } catch (StoreException e) {
            boolean inUse = e.kind() == StoreException.Kind.IN_USE;
            return failed(inUse ? Exit.IN_USE : Exit.STORE, e.getMessage());
        } catch (UnreadableRowException e) {
            return failed(Exit.STORE, e.getMessage());
        } catch (IOException e) {
            return failed(Exit.UNAVAILABLE, e.getMessage());
        }
    }

    private static void stop(Coordinator coordinator) {
        coordinator.close();
        LogManager.shutdown();
    }

    private static Exit failed(Exit exit, String words) {
        Logger log = LogManager.getLogger(Serve.class);
        log.fatal("not started: {}", words);
        System.err.println("vmpilot serve: not started: " + words);
        return exit;
    }
}
