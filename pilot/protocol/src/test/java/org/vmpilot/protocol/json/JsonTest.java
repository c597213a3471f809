package org.vmpilot.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsEveryKindOfValue() {
        Object value = Json.parse(" {\"a\":[1,-2.5,1e3,true,false,null],\"b\":{\"c\":\"\\u00fc\\n\\\"\\\\\\/\"}} ");
        assertThat(value)
                .isEqualTo(
                        Map.of("a", Arrays.asList(1L, -2.5, 1000.0, true, false, null), "b", Map.of("c", "ü\n\"\\/")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{a:1}",
                "{\"a\":1,\"a\":2}",
                "1 2",
                "01",
                "+1",
                ".5",
                "1.",
                "-",
                "1e",
                "nul",
                "\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\n\"",
                "NaN",
                "9223372036854775808",
                "'a'",
                "[1}"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void refusesADeepNestAndALongText() {
        assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.parse(" ".repeat(Json.MAX_LENGTH + 1))).hasMessageContaining("longer");
    }

    @Test
    void anyTextSurvivesTheWayOutAndIn() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(20, 0, 0x500).forEach(c -> text.append((char) c));
            text.append("\ud83d\ude00\ud83d");
            Map<String, Object> value = new LinkedHashMap<>();
            value.put(text.toString(), List.of(text.toString(), random.nextLong()));
            assertThat(Json.parse(Json.write(value))).isEqualTo(value);
        }
    }

    @Test
    void namesTheFieldThatIsMissingOrWrong() {
        JsonFields fields = Json.fields("{\"a\":{\"b\":[{\"c\":\"x\"}]},\"n\":4294967296}");
        JsonFields inner = fields.object("a").objects("b").get(0);
        assertThat(inner.text("c")).isEqualTo("x");
        assertThatThrownBy(() -> inner.number("c"))
                .hasMessageContaining("a.b[0].c")
                .hasMessageContaining("number");
        assertThatThrownBy(() -> inner.text("d"))
                .hasMessageContaining("a.b[0].d")
                .hasMessageContaining("missing");
        assertThatThrownBy(() -> fields.integer("n")).hasMessageContaining("out of range");
        assertThatThrownBy(() -> Json.fields("[]")).hasMessageContaining("not an object");
    }
}
