package org.vmpilot.coordinator;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A site of four nodes in virtual time, on a store that can be made to fail. */
abstract class OnAFullDisk {
    static final Duration HOUR = Duration.ofHours(1);

    @TempDir(factory = InMemory.class)
    Path folder;

    final FullDisk disk = new FullDisk();
    Site site;

    @BeforeEach
    void open() {
        site = new Site(folder, 1, 4);
        site.wrap(disk);
        site.start();
    }

    @AfterEach
    void close() {
        site.close();
    }
}
