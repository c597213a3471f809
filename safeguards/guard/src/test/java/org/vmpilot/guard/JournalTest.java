package org.vmpilot.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Journal.Entry GO = new Journal.Entry(120, "GO", "duration_ms=20000");
    private static final Journal.Entry LEAVING = new Journal.Entry(130, "LEAVING", "");

    @TempDir
    Path folder;

    @Test
    void whatWasAppendedIsReplayed() throws IOException {
        Journal journal = new Journal(folder.resolve("journal"));
        assertThat(journal.replay()).isEmpty();

        journal.append(GO);
        journal.append(LEAVING);

        assertThat(folder.resolve("journal")).hasContent("120 GO duration_ms=20000\n130 LEAVING\n");
        assertThat(journal.replay()).containsExactly(GO, LEAVING);
    }

    @Test
    void aTornLastLineIsIgnored() throws IOException {
        Journal journal = new Journal(folder.resolve("journal"));
        journal.append(GO);
        Files.writeString(folder.resolve("journal"), "130 LEAV", StandardOpenOption.APPEND);

        assertThat(journal.replay()).containsExactly(GO);
    }

    @Test
    void aLineThatIsNoneIsSaid() throws IOException {
        Files.writeString(folder.resolve("journal"), "soon GO\n");

        assertThatThrownBy(() -> new Journal(folder.resolve("journal")).replay())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("soon GO");
    }

    @Test
    void anEntryCannotBecomeTwoLines() {
        assertThatThrownBy(() -> new Journal(folder.resolve("journal")).append(new Journal.Entry(1, "GO", "a\nb")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
