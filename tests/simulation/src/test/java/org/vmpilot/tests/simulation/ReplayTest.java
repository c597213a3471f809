package org.vmpilot.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.store.Store;
import org.vmpilot.coordinator.store.StoreException;

/** What a seed says once, it says always. */
class ReplayTest {
    private static final int SEEDS = 40;

    /** In memory where the machine has such a file system: thousands of commits need no disk. */
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir(factory = InMemory.class)
    Path folder;

    /** Folders for stores. */
    static final class InMemory implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            return Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "vmpilot-test")
                    : Files.createTempDirectory("vmpilot-test");
        }
    }

    /** Prints the traces of the first seeds; run in a process of its own. */
    static final class Traces {
        private Traces() {}

        public static void main(String[] arguments) {
            System.out.print(traces());
        }

        static String traces() {
            return LongStream.rangeClosed(1, SEEDS)
                    .mapToObj(seed -> Site.run(Plan.random(seed), Mutant.NONE, false))
                    .map(outcome -> outcome.plan().name() + " " + outcome.steps() + " " + outcome.trace() + "\n")
                    .collect(Collectors.joining());
        }
    }

    @Test
    void aSeedReplaysExactly() {
        assertThat(Traces.traces()).isEqualTo(Traces.traces());
    }

    @Test
    void aSeedReplaysExactlyInAnotherProcess() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process other = new ProcessBuilder(java, "-cp", classPath, Traces.class.getName())
                .redirectErrorStream(true)
                .start();
        String printed = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(other.waitFor()).as(printed).isZero();
        assertThat(printed).isEqualTo(Traces.traces());
    }

    @Test
    void aRunWithItsStepsShownIsTheSameRun() {
        Site.Outcome shown = Site.run(Plan.random(7), Mutant.NONE, true);

        assertThat(shown.trace())
                .isEqualTo(Site.run(Plan.random(7), Mutant.NONE, false).trace());
        assertThat(shown.lines()).isNotEmpty();
    }

    @Test
    void whatIsReadBackFromTheRealStoreAfterEveryCommitIsWhatTheCoordinatorKnows() throws StoreException {
        try (Store store = Store.open(folder.resolve("state"))) {
            for (long seed = 1; seed <= SEEDS; seed++) {
                Site.Outcome outcome = Site.runAndTell(Plan.random(seed), Mutant.NONE, false, change -> {
                    try {
                        store.commit(change);
                    } catch (StoreException e) {
                        throw new AssertionError(e);
                    }
                    change.after()
                            .ifPresent(
                                    lease -> assertThat(readBack(store, lease)).isEqualTo(lease));
                });
                assertThat(outcome.faults()).as(outcome.words()).isEmpty();
            }
        }
    }

    private static Lease readBack(Store store, Lease lease) {
        Lease read = store.lease(lease.token()).orElseThrow();
        assertThat(store.openLeases().contains(read)).isEqualTo(!lease.settled());
        return read;
    }
}
