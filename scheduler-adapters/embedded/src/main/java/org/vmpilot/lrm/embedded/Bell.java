package org.vmpilot.lrm.embedded;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Shepherds ring by making a file in a folder. A bell that is not heard costs a second: the engine looks by itself as well. */
final class Bell implements Closeable {
    private static final Logger LOG = LogManager.getLogger(Bell.class);

    private final Path folder;
    private final WatchService watch;

    Bell(Path folder) throws IOException {
        this.folder = folder;
        this.watch = FileSystems.getDefault().newWatchService();
        folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
    }

    /** Calls back at each ring until {@link #close}. */
    void listen(Runnable heard) {
        try {
            while (true) {
                WatchKey key = watch.take();
                for (WatchEvent<?> event : key.pollEvents()) {
                    if (event.context() instanceof Path name) {
                        Files.deleteIfExists(folder.resolve(name));
                    }
                }
                heard.run();
                key.reset();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            LOG.debug("nobody listens to the bell any more");
        } catch (IOException e) {
            LOG.warn("the bell is out of order, jobs are looked at once a second: {}", e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
