package org.vmpilot.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotKeyTest {
    @ParameterizedTest
    @ValueSource(strings = {"vabcdefga1.1", "v234567za99.999", "vaaaaaaaa10.20"})
    void isReadAndWrittenTheSame(String text) {
        assertThat(SlotKey.parse(text).text()).isEqualTo(text);
        assertThat(text.length()).isLessThanOrEqualTo(15);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "vabcdefga1",
                "vabcdefga0.1",
                "vabcdefga1.0",
                "vabcdefga01.1",
                "vabcdefga1.1000",
                "vabcdefga100.1",
                "Vabcdefga1.1",
                "vabcdef1a1.1",
                "vabcdefga1.1\n",
                "vabcdefga1.1 ",
                "../vabcdefga1.1",
                "vabcdefga1.1/..",
                "vabcdefgha1.1",
                "1abcdefga1.1",
                "vabcdefga1.1;reboot",
                "vabcdefga-1.1"
            })
    void refusesAnythingElse(String text) {
        assertThat(SlotKey.isValid(text)).isFalse();
        assertThatThrownBy(() -> SlotKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void arraysShareTheNameBeforeTheIndex() {
        assertThat(SlotKey.parse("vabcdefga2.7").arrayName()).isEqualTo("vabcdefga2");
    }

    @Test
    void randomTokensAreValidAndDiffer() {
        Random random = new Random(1);
        assertThat(java.util.stream.Stream.generate(() -> LeaseToken.random(random))
                        .limit(1000)
                        .map(LeaseToken::text))
                .allMatch(LeaseToken::isValid)
                .doesNotHaveDuplicates();
    }

    @Test
    void ordersByLeaseThenAttemptThenIndex() {
        assertThat(java.util.stream.Stream.of("vabcdefga2.1", "vabcdefga10.1", "vabcdefga1.10", "vabcdefga1.9")
                        .map(SlotKey::parse)
                        .sorted())
                .extracting(SlotKey::text)
                .containsExactly("vabcdefga1.9", "vabcdefga1.10", "vabcdefga2.1", "vabcdefga10.1");
    }
}
