package org.vmpilot.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class GuestUuidTest {
    private static final SlotKey SLOT = SlotKey.parse("vabcdefga1.2");

    @Test
    void isWhatTheScriptsCompute() throws IOException, InterruptedException {
        String script = "h=$(printf %s vabcdefga1.2 | sha256sum | cut -c1-16);"
                + "printf '766d7074-%s-%s-%s-%s%08x' \"$(echo $h | cut -c1-4)\" \"$(echo $h | cut -c5-8)\""
                + " \"$(echo $h | cut -c9-12)\" \"$(echo $h | cut -c13-16)\" 17";
        Process sh = new ProcessBuilder("sh", "-c", script).start();
        String computed = new String(sh.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(sh.waitFor()).isZero();
        assertThat(GuestUuid.of(SLOT, 17)).isEqualTo(computed);
    }

    @Test
    void tellsOursFromForeignAndSlotFromSlot() {
        String uuid = GuestUuid.of(SLOT, 0);
        assertThat(GuestUuid.isOurs(uuid)).isTrue();
        assertThat(GuestUuid.belongsTo(uuid.toUpperCase(Locale.ROOT), SLOT)).isTrue();
        assertThat(GuestUuid.belongsTo(uuid, SlotKey.parse("vabcdefga1.3"))).isFalse();
        assertThat(GuestUuid.isOurs("55a846f0-2cc7-4516-b719-84ad277decd7")).isFalse();
        assertThat(GuestUuid.isOurs("766d7069-0000-4000-8000-000000004433")).isFalse();
    }

    @Test
    void derivedMacsAreXensAndDiffer() {
        assertThat(MacAddress.derived(SLOT, 0, 0).text()).startsWith("00:16:3e:");
        assertThat(MacAddress.derived(SLOT, 0, 0)).isNotEqualTo(MacAddress.derived(SLOT, 0, 1));
        assertThat(MacAddress.derived(SLOT, 0, 0)).isNotEqualTo(MacAddress.derived(SLOT, 1, 0));
    }
}
