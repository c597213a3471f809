package org.vmpilot.vmm.xl;

import java.util.ArrayList;
import java.util.List;
import org.vmpilot.vmm.Guest;
import org.vmpilot.vmm.VmmException;

/**
 * Writes a guest's xl configuration such that no value can become another key.
 *
 * <p>xl's lexer (libxlu_cfg_l.l, Xen 4.17) ends a string at its quote or at a line's end and undoes {@code \"} and
 * {@code \\}: both are escaped, and what is not printable ASCII is refused. In a disk's specification {@code target=} takes
 * the whole rest, commas and blanks included (xl-disk-configuration(5)), so it stands last.
 */
final class XlConfig {
    private final StringBuilder out = new StringBuilder(512);

    private XlConfig() {}

    /** @throws VmmException INVALID, naming the value */
    static String of(Guest guest) throws VmmException {
        XlConfig config = new XlConfig();
        config.identity(guest);
        config.boot(guest.boot());
        config.devices(guest);
        // The toolstack's daemon removes what has ended; a crashed guest must not stay on the node as ---sc-.
        config.text("on_poweroff", "destroy");
        config.text("on_reboot", "restart");
        config.text("on_crash", "destroy");
        return config.out.toString();
    }

    private void identity(Guest guest) throws VmmException {
        // xl takes a name of digits for a domain's number.
        require("name", guest.name(), "[A-Za-z][A-Za-z0-9._-]{0,63}");
        require("uuid", guest.uuid(), "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        text("type", "pv");
        text("name", guest.name());
        text("uuid", guest.uuid());
        number("memory", guest.memoryMib(), 1);
        number("vcpus", guest.vcpus(), 1);
        if (guest.cpuWeight().isPresent()) {
            number("cpu_weight", guest.cpuWeight().getAsInt(), 1);
        }
        if (guest.cpuCap().isPresent()) {
            number("cap", guest.cpuCap().getAsInt(), 0);
        }
    }

    private void boot(Guest.Boot boot) throws VmmException {
        if (boot instanceof Guest.Boot.Kernel kernel) {
            text("kernel", absolute("kernel", kernel.kernel()));
            if (kernel.ramdisk().isPresent()) {
                text("ramdisk", absolute("ramdisk", kernel.ramdisk().get()));
            }
            text("cmdline", kernel.commandLine());
        } else if (boot instanceof Guest.Boot.Loader loader) {
            text("bootloader", absolute("bootloader", loader.path()));
            list("bootloader_args", loader.arguments());
            if (loader.restricted()) {
                number("bootloader_restrict", 1, 1);
            }
        }
    }

    private void devices(Guest guest) throws VmmException {
        List<String> disks = new ArrayList<>();
        for (Guest.Disk disk : guest.disks()) {
            require("disk format", disk.format(), "raw|qcow2");
            require("disk device", disk.device(), "[a-z][a-z0-9]{0,15}");
            disks.add("format=" + disk.format() + ",vdev=" + disk.device() + ",access="
                    + (disk.writable() ? "rw" : "ro") + ",target=" + absolute("disk path", disk.path()));
        }
        list("disk", disks);
        List<String> nics = new ArrayList<>();
        for (Guest.Nic nic : guest.nics()) {
            // 15 characters: the kernel's bound for an interface's name (IFNAMSIZ).
            require("bridge", nic.bridge(), "[A-Za-z0-9][A-Za-z0-9._-]{0,14}");
            require("mac", nic.mac(), "[0-9a-f]{2}(:[0-9a-f]{2}){5}");
            nics.add("mac=" + nic.mac() + ",bridge=" + nic.bridge());
        }
        list("vif", nics);
    }

    private void text(String key, String value) throws VmmException {
        out.append(key).append(" = ").append(quoted(key, value)).append('\n');
    }

    private void number(String key, int value, int least) throws VmmException {
        if (value < least) {
            throw invalid(key, Integer.toString(value), "a number of at least " + least);
        }
        out.append(key).append(" = ").append(value).append('\n');
    }

    private void list(String key, List<String> values) throws VmmException {
        out.append(key).append(" = [");
        String before = " ";
        for (String value : values) {
            out.append(before).append(quoted(key, value));
            before = ", ";
        }
        out.append(" ]\n");
    }

    private static String quoted(String key, String value) throws VmmException {
        return '"' + printable(key, value).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String absolute(String key, String path) throws VmmException {
        if (!path.startsWith("/")) {
            throw invalid(key, path, "an absolute path");
        }
        return path;
    }

    private static String printable(String key, String value) throws VmmException {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                throw invalid(key, value.substring(0, i) + "…", "printable ASCII; character " + (i + 1) + " is not");
            }
        }
        return value;
    }

    private static void require(String key, String value, String form) throws VmmException {
        if (!value.matches(form)) {
            throw invalid(key, value, "of the form " + form);
        }
    }

    private static VmmException invalid(String key, String value, String right) {
        return new VmmException(VmmException.Kind.INVALID, key + " '" + value + "' must be " + right);
    }
}
