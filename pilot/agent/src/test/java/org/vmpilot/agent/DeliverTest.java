package org.vmpilot.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.host.DurableFiles;

class DeliverTest {
    @TempDir
    Path folder;

    private TestNode node;
    private Path outbox;

    @BeforeEach
    void begin() throws IOException, InterruptedException {
        node = new TestNode(folder);
        outbox = node.folders.outbox();
        DurableFiles.folder(outbox);
        Files.writeString(outbox.resolve("vabcdefga1.1.json"), "{\"slot\":\"vabcdefga1.1\"}\n");
        Files.writeString(outbox.resolve("vabcdefga1.1.1.report"), "{\"sequence\":1}");
        Files.writeString(outbox.resolve(".vabcdefga1.2.json.tmp"), "half");
    }

    @AfterEach
    void end() throws IOException {
        node.close();
    }

    @Test
    void certificatesGoFirstAndWhatIsConfirmedIsRemoved() throws IOException {
        node.answer((verb, body) -> "{}");

        assertThat(deliver()).isZero();

        assertThat(node.calls)
                .containsExactly("certificate {\"slot\":\"vabcdefga1.1\"}", "report {\"reports\":[{\"sequence\":1}]}");
        assertThat(outbox).isDirectoryNotContaining("glob:**/v*");
    }

    @Test
    void whatIsNotConfirmedStays() throws IOException {
        node.answer((verb, body) -> verb.equals("certificate") ? null : "{}");

        assertThat(deliver()).isEqualTo(1);

        assertThat(outbox.resolve("vabcdefga1.1.json")).exists();
        assertThat(outbox.resolve("vabcdefga1.1.1.report")).doesNotExist();
    }

    @Test
    void aCertificateThatWasWrittenAnewMeanwhileIsDeliveredAsWell() throws IOException {
        node.answer((verb, body) -> {
            if (node.calls.size() == 1) {
                rewrite();
            }
            return "{}";
        });

        assertThat(deliver()).isZero();

        assertThat(node.calls).anySatisfy(call -> assertThat(call).contains("second look"));
    }

    @Test
    void anEmptyOutboxOrNoneIsDelivered() throws IOException {
        Files.delete(outbox.resolve("vabcdefga1.1.json"));
        Files.delete(outbox.resolve("vabcdefga1.1.1.report"));
        assertThat(deliver()).isZero();

        Files.delete(outbox.resolve(".vabcdefga1.2.json.tmp"));
        Files.delete(outbox);
        assertThat(deliver()).isZero();
        assertThat(node.calls).isEmpty();
    }

    private void rewrite() {
        try {
            DurableFiles.write(outbox.resolve("vabcdefga1.1.json"), "{\"second look\":1}");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private int deliver() {
        PrintStream log = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return Deliver.run(node.folders, new AgentLog(log, () -> 0));
    }
}
