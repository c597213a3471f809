package org.vmpilot.coordinator.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    private static final String TOML = """
            name = "night"
            duration = "20s"
            [[group]]
            memory = 64
            name = "head"
            """;

    private static String ofToml(String text) {
        List<Fault> faults = new ArrayList<>();
        return Fingerprint.of(TomlText.read(text, faults));
    }

    @Test
    void whatSaysTheSameHasTheSame() {
        String json = "{\"group\":[{\"name\":\"head\",\"memory\":64}],\"duration\":\"20s\",\"name\":\"night\"}";
        assertThat(Fingerprint.of(JsonText.read(json, new ArrayList<>()))).isEqualTo(ofToml(TOML));
        assertThat(ofToml("# tonight\n\n" + TOML)).isEqualTo(ofToml(TOML));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name = \"night2\"",
                "name = \"night\"\nmemory = 64",
                "name = 64",
                "name = \"64\"",
                "name = true",
                "name = [\"night\"]",
                "name = [\"ni\", \"ght\"]",
                "[name]\nnight = 1"
            })
    void whatSaysSomethingElseHasAnother(String text) {
        assertThat(ofToml(text)).isNotEqualTo(ofToml("name = \"night\"")).startsWith("sha256:");
    }
}
