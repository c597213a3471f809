package org.vmpilot.tests.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.coordinator.store.Store;

class CommitsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    /** More pages than SQLite keeps in its WAL before it takes them over. */
    private static final int MANY = 1500;

    @TempDir
    Path folder;

    private static Change seen(int number) {
        return Change.seen(Map.of("node" + number, NOW), Map.of(), NOW);
    }

    @Test
    void eachCommitCountsOnceHoweverMuchIsInIt() throws Exception {
        try (Store store = Store.open(folder.resolve("state"))) {
            store.commit(List.of(seen(1)));
            long before = Commits.of(folder.resolve("state/vmpilot.db"));

            store.commit(List.of(seen(2), seen(3), seen(4)));
            store.commit(List.of(seen(5)));

            assertThat(Commits.of(folder.resolve("state/vmpilot.db")) - before).isEqualTo(2);
        }
    }

    @Test
    void whatIsTakenOverFromTheWalIsNoCommit() throws Exception {
        try (Store store = Store.open(folder.resolve("state"))) {
            store.commit(List.of(seen(1)));
            long before = Commits.of(folder.resolve("state/vmpilot.db"));

            // Each writes something: what changes nothing is no transaction to SQLite.
            for (int node = 2; node < 2 + MANY; node++) {
                store.commit(List.of(seen(node)));
            }

            assertThat(Commits.of(folder.resolve("state/vmpilot.db")) - before).isEqualTo(MANY);
        }
    }
}
