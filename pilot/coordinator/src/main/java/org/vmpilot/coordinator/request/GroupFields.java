package org.vmpilot.coordinator.request;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.coordinator.document.Value;
import org.vmpilot.coordinator.document.WrongValueException;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.Ending;
import org.vmpilot.protocol.GuestGroup;
import org.vmpilot.protocol.GuestSpec;

/** One {@code [[group]]}. */
final class GroupFields {
    private static final int MOST_COUNT = 10_000;
    private static final int MOST_VCPUS = 512;
    private static final int MOST_CPU_CAP = 51_200;
    private static final int MOST_CPU_WEIGHT = 65_535;
    private static final int LEAST_MIB = 4;
    private static final int MOST_MIB = 16 << 20;
    /** Linux on x86 keeps 2048 bytes of a command line, the closing zero included. */
    private static final int COMMAND_LINE = 2047;

    private static final Pattern MEMORY_FORM = Pattern.compile("([0-9]{1,8})(M|MiB|G|GiB|T|TiB)");

    private static final Kind<String> NAME = Kinds.text(
            "[a-z]([a-z0-9-]{0,18}[a-z0-9])?",
            "1 to 20 small letters, digits and dashes, beginning with a letter and not ending with a dash");

    private static final Kind<Integer> MEMORY = value -> {
        long mib = mebibytes(value);
        if (mib < LEAST_MIB || mib > MOST_MIB) {
            throw new WrongValueException("must be within " + LEAST_MIB + " MiB to 16 TiB, not " + mib + " MiB");
        }
        return (int) mib;
    };

    private static final Kind<String> COMMAND_LINE_TEXT =
            Kinds.text("[ -~]{0," + COMMAND_LINE + "}", "at most " + COMMAND_LINE + " printable ASCII characters");

    private static final Kind<String> LOADER = Kinds.text(
            "[a-z][a-z0-9-]{0,30}",
            "the name of a boot loader of the nodes (boot-loaders in node.conf): small letters, digits and dashes");

    private static final Kind<String> END = Kinds.choice(Map.of("shutdown", "shutdown", "destroy", "destroy"));

    private final Fields fields;
    private final Duration polite;

    GroupFields(Fields fields, Duration polite) {
        this.fields = fields;
        this.polite = polite;
    }

    GuestGroup read() {
        String name = fields.required("name", NAME, "");
        int count = fields.get("count", Kinds.whole(1, MOST_COUNT), 1);
        GuestSpec guest = new GuestSpec(
                fields.required("memory", MEMORY, LEAST_MIB),
                fields.get("vcpus", Kinds.whole(1, MOST_VCPUS), 1),
                boot(),
                DiskFields.read(fields),
                NicFields.read(fields, count),
                whole("cpu_weight", 1, MOST_CPU_WEIGHT),
                whole("cpu_cap", 0, MOST_CPU_CAP),
                ending());
        fields.finish();
        return new GuestGroup(name, count, guest);
    }

    private OptionalInt whole(String key, int least, int most) {
        Optional<Integer> number = fields.optional(key, Kinds.whole(least, most));
        return number.isPresent() ? OptionalInt.of(number.get()) : OptionalInt.empty();
    }

    private Boot boot() {
        Optional<String> kernel = fields.optional("kernel", Kinds.PATH_TEXT);
        Optional<String> ramdisk = fields.optional("ramdisk", Kinds.PATH_TEXT);
        String commandLine = fields.get("command_line", COMMAND_LINE_TEXT, "");
        Optional<String> loader = fields.optional("boot_loader", LOADER);
        checkBoot();
        return loader.isPresent()
                ? new Boot.Loader(loader.get())
                : new Boot.Kernel(kernel.orElse("/"), ramdisk, commandLine);
    }

    private void checkBoot() {
        if (fields.has("kernel") && fields.has("boot_loader")) {
            fields.fault("boot_loader", "stands beside kernel: a guest boots one or the other");
        } else if (!fields.has("kernel") && !fields.has("boot_loader")) {
            fields.fault("kernel", "is missing: a guest boots a kernel or a boot_loader");
        }
        onlyBeside("kernel", "ramdisk");
        onlyBeside("kernel", "command_line");
        if (fields.has("boot_loader") && !fields.has("disk")) {
            fields.fault("boot_loader", "needs a disk ([[group.disk]]) to find a kernel on");
        }
    }

    private void onlyBeside(String master, String key) {
        if (fields.has(key) && !fields.has(master)) {
            fields.fault(key, "is of use beside " + master + " only");
        }
    }

    private Ending ending() {
        String end = fields.get("end", END, "shutdown");
        Optional<Duration> timeout = fields.optional("end_timeout", Kinds.duration(Duration.ofSeconds(1), polite));
        if ("destroy".equals(end)) {
            if (fields.has("end_timeout")) {
                fields.fault("end_timeout", "is of use beside end = \"shutdown\" only");
            }
            return new Ending.Destroy();
        }
        return new Ending.Shutdown(timeout.orElse(polite));
    }

    private static long mebibytes(Value value) throws WrongValueException {
        if (value instanceof Value.Whole whole) {
            return whole.number();
        }
        String written = value instanceof Value.Text text ? text.text() : "";
        Matcher matcher = MEMORY_FORM.matcher(written);
        if (!matcher.matches()) {
            String what = value instanceof Value.Text ? Kinds.quote(written) : value.kindName();
            throw new WrongValueException("must be MiB as a number, or such as \"512M\" or \"2G\", not " + what);
        }
        return Long.parseLong(matcher.group(1))
                << switch (matcher.group(2).charAt(0)) {
                    case 'M' -> 0;
                    case 'G' -> 10;
                    default -> 20;
                };
    }
}
