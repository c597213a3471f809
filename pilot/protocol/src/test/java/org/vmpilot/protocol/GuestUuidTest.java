package org.vmpilot.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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
    void derivedMacsAreLocalStayOverAttemptsAndDiffer() {
        LeaseToken lease = SLOT.lease();
        GuestOrder first = guest("worker-0");
        assertThat(first.mac(lease, 0).text()).startsWith("02:");
        assertThat(first.mac(lease, 0)).isEqualTo(MacAddress.derived(lease, "worker-0", 0));
        assertThat(first.mac(lease, 0)).isNotEqualTo(first.mac(lease, 1));
        assertThat(first.mac(lease, 0)).isNotEqualTo(guest("worker-1").mac(lease, 0));
        assertThat(first.mac(lease, 0)).isNotEqualTo(first.mac(new LeaseToken("vabcdefh"), 0));
    }

    /** With 24 bits about three pairs of 10,000 guests collided. */
    @Test
    void tenThousandGuestsHaveTenThousandMacs() {
        Set<MacAddress> all = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            all.add(MacAddress.derived(SLOT.lease(), "worker-" + i, 0));
        }
        assertThat(all).hasSize(10_000);
    }

    private static GuestOrder guest(String label) {
        Nic nic = new Nic("br0", Optional.empty());
        GuestSpec spec = new GuestSpec(
                128,
                1,
                new Boot.Loader("pygrub"),
                List.of(),
                List.of(nic, nic),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Ending.Destroy());
        return new GuestOrder(0, label, spec);
    }
}
