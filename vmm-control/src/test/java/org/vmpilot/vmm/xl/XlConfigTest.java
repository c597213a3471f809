package org.vmpilot.vmm.xl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.vmm.Guest;
import org.vmpilot.vmm.VmmException;

class XlConfigTest {
    private static final String UUID = "766d7074-f052-341d-b800-b3cb00000000";
    private static final Guest.Nic NIC = new Guest.Nic("xenbr0", "00:16:3e:00:00:01");
    private static final Guest.Disk DISK = new Guest.Disk("/images/a.img", "raw", true, "xvda");

    @Test
    void aGuestWithEverything() throws Exception {
        Guest guest = new Guest(
                0,
                "vabcdefga1.2.worker-1",
                UUID,
                128,
                2,
                new Guest.Boot.Kernel("/k/vmlinuz", Optional.of("/k/initrd"), "root=/dev/xvda ro"),
                List.of(DISK, new Guest.Disk("/images/b, c.qcow2", "qcow2", false, "xvdb")),
                List.of(NIC),
                OptionalInt.of(512),
                OptionalInt.of(0));

        assertThat(XlConfig.of(guest)).isEqualTo("""
                        type = "pv"
                        name = "vabcdefga1.2.worker-1"
                        uuid = "766d7074-f052-341d-b800-b3cb00000000"
                        memory = 128
                        vcpus = 2
                        cpu_weight = 512
                        cap = 0
                        kernel = "/k/vmlinuz"
                        ramdisk = "/k/initrd"
                        cmdline = "root=/dev/xvda ro"
                        disk = [ "format=raw,vdev=xvda,access=rw,target=/images/a.img", "format=qcow2,vdev=xvdb,access=ro,target=/images/b, c.qcow2" ]
                        vif = [ "mac=00:16:3e:00:00:01,bridge=xenbr0" ]
                        on_poweroff = "destroy"
                        on_reboot = "restart"
                        on_crash = "destroy"
                        """);
    }

    @Test
    void theArgumentsOfABootLoaderAreAListOfWords() throws Exception {
        List<String> words = List.of("--offset", "a b");
        assertThat(XlConfig.of(guest(new Guest.Boot.Loader("/usr/bin/pygrub", words, true))))
                .contains("""
                        bootloader = "/usr/bin/pygrub"
                        bootloader_args = [ "--offset", "a b" ]
                        bootloader_restrict = 1
                        """);
        assertThat(XlConfig.of(guest(new Guest.Boot.Loader("/usr/bin/pygrub", words, false))))
                .doesNotContain("bootloader_restrict");
    }

    @Test
    void quotesAndBackslashesAreEscaped() throws Exception {
        assertThat(XlConfig.of(commandLine("a=\"b\" c='d' e\\\"")))
                .contains("cmdline = \"a=\\\"b\\\" c='d' e\\\\\\\"\"\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nbuilder=\"hvm\"", "a\rb", "a\tb", "a\u0000b", "a\u001bb", "a\u007fb", "ü", "a\u2028b"})
    void whatIsNotPrintableAsciiIsRefused(String value) {
        assertInvalid(commandLine(value));
        assertInvalid(guest(new Guest.Boot.Kernel("/k/" + value, Optional.empty(), "")));
        assertInvalid(guest(new Guest.Boot.Kernel("/k", Optional.of("/k/" + value), "")));
        assertInvalid(guest(new Guest.Boot.Loader("/b/" + value, List.of(), false)));
        assertInvalid(guest(new Guest.Boot.Loader("/b", List.of(value), false)));
        assertInvalid(with(new Guest.Disk("/d/" + value, "raw", true, "xvda"), NIC));
    }

    @ParameterizedTest
    @ValueSource(strings = {"xvda,access=rw", "xvda\"", "XVDA", "", "a b", "xvda'"})
    void aDeviceCannotSayMoreThanADevice(String device) {
        assertInvalid(with(new Guest.Disk("/d", "raw", false, device), NIC));
    }

    @ParameterizedTest
    @ValueSource(strings = {"br0,script=/tmp/x", "br0\", \"", "", "br 0", "-br", "a234567890123456"})
    void aBridgeCannotSayMoreThanABridge(String bridge) {
        assertInvalid(with(DISK, new Guest.Nic(bridge, "00:16:3e:00:00:01")));
    }

    @Test
    void aFormatAMacAndARelativePathAreChecked() {
        assertInvalid(with(new Guest.Disk("/d", "raw,script=/tmp/x", true, "xvda"), NIC));
        assertInvalid(with(new Guest.Disk("d", "raw", true, "xvda"), NIC));
        assertInvalid(with(DISK, new Guest.Nic("br0", "00:16:3e:00:00:01,script=x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"77", "", "a b", "a\"b", "-a", "(null)"})
    void aNameThatXlWouldTakeForSomethingElseIsRefused(String name) {
        assertInvalid(new Guest(
                0,
                name,
                UUID,
                32,
                1,
                new Guest.Boot.Loader("/b", List.of(), false),
                List.of(),
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty()));
    }

    private static Guest commandLine(String text) {
        return guest(new Guest.Boot.Kernel("/k", Optional.empty(), text));
    }

    private static Guest guest(Guest.Boot boot) {
        return new Guest(0, "guest", UUID, 32, 1, boot, List.of(), List.of(), OptionalInt.empty(), OptionalInt.empty());
    }

    private static Guest with(Guest.Disk disk, Guest.Nic nic) {
        Guest.Boot boot = new Guest.Boot.Loader("/b", List.of(), false);
        return new Guest(
                0, "guest", UUID, 32, 1, boot, List.of(disk), List.of(nic), OptionalInt.empty(), OptionalInt.empty());
    }

    private static void assertInvalid(Guest guest) {
        assertThatThrownBy(() -> XlConfig.of(guest))
                .isInstanceOfSatisfying(
                        VmmException.class, e -> assertThat(e.kind()).isEqualTo(VmmException.Kind.INVALID));
    }
}
