package org.vmpilot.lrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger is the fold of the journal, before and after a restart, before and after it is written anew. */
class BooksTest {
    private static final JobKey ONE = new JobKey(1, 0);
    private static final JobOutcome DONE = new JobOutcome(JobOutcome.How.EXITED, 0, "exit 0");

    @TempDir
    Path folder;

    private Books open() throws IOException {
        return new Books(folder.resolve("journal"));
    }

    private static Submission submission(int number, int tasks) {
        return new Submission(
                number,
                "v" + number,
                tasks > 0 ? 1 : 0,
                tasks,
                1,
                List.of("/bin/true", "ü\n"),
                "batch",
                "",
                "",
                true,
                60,
                0,
                List.of(),
                null,
                0);
    }

    private static List<LedgerEvent> story() {
        JobKey task = new JobKey(2, 3);
        return List.of(
                new LedgerEvent.Submitted(submission(1, 0)),
                new LedgerEvent.Submitted(submission(2, 3)),
                new LedgerEvent.Placed(ONE, "n1", 1, "boot"),
                new LedgerEvent.KillAsked(ONE, LedgerEvent.Cause.WALLTIME),
                new LedgerEvent.Placed(task, "n2", 1, "boot"),
                new LedgerEvent.Requeued(task, "prolog failed"),
                new LedgerEvent.Placed(task, "n3", 2, "boot"),
                new LedgerEvent.Ended(ONE, DONE, "boot", 1000),
                new LedgerEvent.Ended(new JobKey(2, 1), DONE, "boot", 1000),
                new LedgerEvent.Submitted(submission(3, 0)),
                new LedgerEvent.Ended(new JobKey(3, 0), DONE, "boot", 1000),
                new LedgerEvent.Forgotten(3),
                new LedgerEvent.Placed(new JobKey(2, 2), "n1", 1, "boot"),
                new LedgerEvent.Requeued(new JobKey(2, 2), "again"),
                new LedgerEvent.Drained("n1", "vmpilot: dirty"),
                new LedgerEvent.Drained("n2", "disk"),
                new LedgerEvent.Resumed("n2"));
    }

    @Test
    void whatWasRecordedIsThereAfterARestart() throws Exception {
        List<JobEntry> before;
        try (Books books = open()) {
            for (LedgerEvent event : story()) {
                books.record(event);
            }
            before = List.copyOf(books.ledger().jobs());
        }
        try (Books books = open()) {
            assertThat(books.ledger().jobs()).containsExactlyElementsOf(before);
            assertThat(books.ledger().nextNumber()).isEqualTo(4);
            assertThat(books.ledger().drain("n1")).hasValue("vmpilot: dirty");
            assertThat(books.ledger().drain("n2")).isEmpty();
        }
    }

    @Test
    void theShortestJournalMakesTheSameLedger() {
        Ledger ledger = new Ledger();
        story().forEach(event -> ledger.prepare(event).run());
        Ledger again = new Ledger();
        ledger.events().forEach(event -> again.prepare(event).run());
        assertThat(again.jobs()).containsExactlyElementsOf(ledger.jobs());
        assertThat(again.nextNumber()).isEqualTo(ledger.nextNumber());
        assertThat(again.events()).isEqualTo(ledger.events());
    }

    @Test
    void aJournalThatIsMostlyHistoryIsWrittenAnew() throws Exception {
        String again =
                "{\"event\":\"drained\",\"node\":\"n1\",\"reason\":\"x\"}\n{\"event\":\"resumed\",\"node\":\"n1\"}\n";
        Files.writeString(folder.resolve("journal"), again.repeat(1100));
        try (Books books = open()) {
            books.record(new LedgerEvent.Submitted(submission(1, 0)));
            books.tidy();
            books.record(new LedgerEvent.Placed(ONE, "n1", 1, "boot"));
        }
        assertThat(Files.readAllLines(folder.resolve("journal"))).hasSizeLessThan(10);
        try (Books books = open()) {
            assertThat(books.ledger().job(ONE).orElseThrow().phase()).isEqualTo(JobEntry.Phase.PLACED);
        }
    }

    @Test
    void whatCannotFollowIsRefusedBeforeItReachesTheDisk() throws Exception {
        try (Books books = open()) {
            books.record(new LedgerEvent.Submitted(submission(1, 0)));
            for (LedgerEvent event : List.of(
                    new LedgerEvent.Submitted(submission(1, 0)),
                    new LedgerEvent.Requeued(ONE, "x"),
                    new LedgerEvent.KillAsked(ONE, LedgerEvent.Cause.CANCELLED),
                    new LedgerEvent.Placed(new JobKey(9, 0), "n1", 1, "boot"))) {
                assertThatThrownBy(() -> books.record(event)).isInstanceOf(IllegalStateException.class);
            }
            books.record(new LedgerEvent.Ended(ONE, DONE, "boot", 1));
            assertThatThrownBy(() -> books.record(new LedgerEvent.Placed(ONE, "n1", 1, "boot")))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(Files.readAllLines(folder.resolve("journal"))).hasSize(2);
    }
}
