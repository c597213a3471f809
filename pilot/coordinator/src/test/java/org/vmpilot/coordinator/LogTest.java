package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The log as it is configured: one event is one line, whatever its words are. */
class LogTest {
    private static final int PATIENCE = Integer.getInteger("vmpilot.patience", 1);

    @Test
    void an_event_is_one_line_and_a_trace_is_whole() throws Exception {
        List<String> lines = lines("text");

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).contains("GUEST_FAILED").contains("\\n2026-01-01T00:00:00.000Z INFO");
        assertThat(lines.get(1))
                .contains("ERROR LogLines: the loop could not take an event | java.lang.IllegalStateException: outer")
                .contains("at org.vmpilot.coordinator.LogLines.main(LogLines.java:")
                .contains("Caused by: java.lang.RuntimeException: inner");
        assertThat(lines.get(2)).endsWith("INFO  LogLines: after");
    }

    @Test
    void on_request_each_line_is_json_with_what_it_is_about() throws Exception {
        List<String> lines = lines("json");

        ObjectMapper json = new ObjectMapper();
        assertThat(lines).hasSize(3);
        JsonNode first = json.readTree(lines.get(0));
        assertThat(first.get("lease").asText()).isEqualTo("vabcdefg");
        assertThat(first.get("slot").asText()).isEqualTo("vabcdefga1.1");
        assertThat(first.get("guest").asText()).isEqualTo("head");
        assertThat(first.get("who").asText()).isEqualTo("root@\"admin1\"");
        assertThat(first.get("words").asText()).contains("no \"kernel\"\n2026-01-01");
        JsonNode second = json.readTree(lines.get(1));
        assertThat(second.get("level").asText()).isEqualTo("ERROR");
        assertThat(second.get("trace").asText()).contains("\tat org.vmpilot").contains("Caused by: ");
        assertThat(second.has("lease")).isFalse();
        assertThat(json.readTree(lines.get(2)).get("words").asText()).isEqualTo("after");
    }

    private static List<String> lines(String form) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                // Not the tests' own.
                "-Dlog4j2.configurationFile=classpath:log4j2.xml",
                "-cp",
                System.getProperty("java.class.path"),
                LogLines.class.getName());
        builder.environment().put("VMPILOT_LOG", form);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        String text = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60L * PATIENCE, TimeUnit.SECONDS)).isTrue();
        return text.lines().toList();
    }
}
