package org.vmpilot.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseTimes;
import org.vmpilot.protocol.TimePoint;

class TimeFieldsTest {
    private static LeaseRequest read(String lines) throws RequestException {
        String text = "name = \"night\"\nduration = \"1h\"\n" + lines
                + "\n[[group]]\nname = \"g\"\nmemory = 64\nkernel = \"/k/guest\"\n";
        return LeaseText.read(text.getBytes(StandardCharsets.UTF_8), LeaseText.Form.TOML, Duration.ofSeconds(30));
    }

    @Test
    void what_is_not_said_is_the_duration_alone() throws Exception {
        assertThat(read("").times()).isEqualTo(LeaseTimes.of(Duration.ofHours(1)));
        assertThat(read("").defaults().orElseThrow()).contains("longest").doesNotContain("start_by");
    }

    @Test
    void points_are_durations_from_now_or_times_with_their_offset() throws Exception {
        LeaseTimes times = read("""
                longest = "2h"
                not_before = "10m"
                start_by = "2027-01-31T18:00:00+01:00"
                notice = "5m\"""").times();

        assertThat(times)
                .isEqualTo(new LeaseTimes(
                        Duration.ofHours(2),
                        Optional.of(new TimePoint.At(Instant.parse("2027-01-31T17:00:00Z"))),
                        Optional.of(new TimePoint.After(Duration.ofMinutes(10))),
                        Optional.of(Duration.ofMinutes(5))));
    }

    @Test
    void sent_again_as_it_is_shown_it_asks_for_the_same() throws Exception {
        LeaseRequest request = read("not_before = \"10m\"\nstart_by = \"2027-01-31T18:00:00+01:00\"\nnotice = \"5m\"");

        assertThat(RequestDocument.of(request))
                .containsEntry("longest", "1h")
                .containsEntry("not_before", "10m")
                .containsEntry("start_by", "2027-01-31T17:00:00Z")
                .containsEntry("notice", "5m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "longest = '59m'|longest: is less than duration, 1h",
                "notice = '1h'|notice: must be less than the lease can last, 1h",
                "start_by = '2027-01-31T18:00:00'|start_by: must be a time with its offset from UTC",
                "start_by = 'tomorrow'|start_by: is neither a duration from now",
                "not_before = '0s'|not_before: is neither a duration from now",
                "not_before = 20|not_before: must be a text in quotes",
            })
    void wrong_ones_are_named(String line, String words) {
        RequestException refused = catchThrowableOfType(RequestException.class, () -> read(line.replace('\'', '"')));

        assertThat(refused.faults()).anySatisfy(fault -> {
            assertThat(fault.field() + ": " + fault.words()).startsWith(words);
            assertThat(fault.line()).isEqualTo(3);
        });
    }
}
