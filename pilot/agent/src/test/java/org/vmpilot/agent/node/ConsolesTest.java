package org.vmpilot.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.host.Uptime;
import org.vmpilot.protocol.SlotKey;

class ConsolesTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final SlotKey SLOT = SlotKey.parse("vabcdefga1.2");

    @TempDir
    Path folder;

    @Test
    void aLogThatIsTooLongIsCutAndItsEndKept() throws Exception {
        Path log = write("guest-vabcdefga1.2.worker-0.log", Consoles.MOST_BYTES, NOW);
        try (OutputStream xenconsoled = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
            xenconsoled.write("the end".getBytes(StandardCharsets.UTF_8));

            tidy(folder);

            xenconsoled.write("and on".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(log).hasContent("and on");
        Path last = folder.resolve("guest-vabcdefga1.2.worker-0.log.1");
        assertThat(last).hasSize(Consoles.LAST_BYTES);
        assertThat(Files.readString(last)).endsWith("the end");
    }

    @Test
    void aShortOneAndWhatIsNotTheSlotsStayAsTheyAre() throws Exception {
        Path own = write("guest-vabcdefga1.2.worker-0.log", Consoles.MOST_BYTES, NOW);
        Path other = write("guest-vabcdefga1.20.worker-0.log", Consoles.MOST_BYTES + 1, NOW);

        tidy(folder);

        assertThat(own).hasSize(Consoles.MOST_BYTES);
        assertThat(other).hasSize(Consoles.MOST_BYTES + 1);
    }

    @Test
    void whatOurGuestsPrintedTwoWeeksAgoIsForgottenAndNothingElse() throws Exception {
        Instant longAgo = NOW.minus(Duration.ofDays(15));
        Path old = write("guest-vzzzzzzza3.1.head-0.log", 1, longAgo);
        Path oldEnd = write("guest-vzzzzzzza3.1.head-0.log.1", 1, longAgo);
        Path recent = write("guest-vyyyyyyya1.1.head-0.log", 1, NOW.minus(Duration.ofDays(13)));
        Path somebodys = write("guest-vdata1.0.prod.log", 1, longAgo);
        Path hypervisor = write("hypervisor.log", 1, longAgo);

        tidy(folder);

        assertThat(old).doesNotExist();
        assertThat(oldEnd).doesNotExist();
        assertThat(recent).exists();
        assertThat(somebodys).exists();
        assertThat(hypervisor).exists();
    }

    @Test
    void aSlotThatLivesKeepsWhatItsGuestsPrintedHoweverLongAgo() throws Exception {
        Path silent = write("guest-vzzzzzzza3.1.head-0.log", 1, NOW.minus(Duration.ofDays(15)));
        Files.createDirectories(folders().slot(SlotKey.parse("vzzzzzzza3.1")));

        tidy(folder);

        assertThat(silent).exists();
    }

    @Test
    void whereNoConsolesAreKeptThereIsNothingToDo() throws Exception {
        Path nowhere = folder.resolve("nowhere");

        tidy(nowhere);

        assertThat(nowhere).doesNotExist();
    }

    private void tidy(Path consoles) throws IOException {
        Files.createDirectories(folders().slot(SLOT));
        Files.setLastModifiedTime(Files.createFile(folders().record(SLOT)), FileTime.from(NOW));
        new Consoles(consoles, SLOT, folders(), new AgentLog(System.err, Uptime.system())).tidy();
    }

    private NodeFolders folders() {
        return new NodeFolders(
                folder.resolve("run"), folder.resolve("state"), folder.resolve("node.conf"), folder.resolve("node"));
    }

    private Path write(String name, long bytes, Instant modified) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, new byte[(int) bytes]);
        Files.setLastModifiedTime(file, FileTime.from(modified));
        return file;
    }
}
