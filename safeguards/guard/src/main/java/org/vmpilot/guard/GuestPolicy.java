package org.vmpilot.guard;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.Disk;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.GuestSpec;
import org.vmpilot.protocol.Nic;

/** What one guest may have on this node. */
final class GuestPolicy {
    private static final int COMMAND_LINE_LENGTH = 2048;
    private static final int DEVICES = 26;

    private final NodeConf conf;
    private final AllowedFolders kernels;
    private final AllowedFolders images;

    GuestPolicy(NodeConf conf) {
        this.conf = conf;
        this.kernels = new AllowedFolders(conf.kernelFolders(), "kernels");
        this.images = new AllowedFolders(conf.imageFolders(), "images");
    }

    /** The guest with its paths resolved; worth something only if nothing was said to be wrong. */
    GuestOrder check(GuestOrder guest, Consumer<String> report) {
        Consumer<String> wrong = words -> report.accept("guest " + guest.index() + ": " + words);
        if (!NodeWords.isLabel(guest.label())) {
            wrong.accept("its label must be letters, digits and '-', at most 40");
        }
        GuestSpec spec = guest.spec();
        amounts(spec, wrong);
        Boot boot = boot(spec.boot(), spec, wrong);
        List<Disk> disks = disks(spec.disks(), wrong);
        nics(spec.nics(), wrong);
        GuestSpec resolved = new GuestSpec(
                spec.memoryMib(),
                spec.vcpus(),
                boot,
                disks,
                spec.nics(),
                spec.cpuWeight(),
                spec.cpuCap(),
                spec.ending());
        return new GuestOrder(guest.index(), guest.label(), resolved);
    }

    private void amounts(GuestSpec spec, Consumer<String> wrong) {
        within("memory", spec.memoryMib(), 1, conf.guestMemoryMaxMib(), "MiB (guest-memory-max)", wrong);
        within("vcpus", spec.vcpus(), 1, conf.guestVcpusMax(), "(guest-vcpus-max)", wrong);
        if (spec.cpuWeight().isPresent()) {
            within("cpu weight", spec.cpuWeight().getAsInt(), 1, 65535, "", wrong);
        }
        if (spec.cpuCap().isPresent()) {
            within("cpu cap", spec.cpuCap().getAsInt(), 0, 100 * conf.guestVcpusMax(), "percent", wrong);
        }
    }

    private Boot boot(Boot boot, GuestSpec spec, Consumer<String> wrong) {
        if (boot instanceof Boot.Kernel kernel) {
            commandLine(kernel.commandLine(), wrong);
            Optional<Path> file = kernels.file("kernel", kernel.kernel(), wrong);
            Optional<String> ramdisk = kernel.ramdisk();
            if (ramdisk.isPresent()) {
                ramdisk = kernels.file("ramdisk", ramdisk.get(), wrong).map(Path::toString);
            }
            return new Boot.Kernel(file.map(Path::toString).orElse(""), ramdisk, kernel.commandLine());
        }
        Boot.Loader loader = (Boot.Loader) boot;
        if (conf.bootLoader(loader.name()).isEmpty()) {
            wrong.accept("boot loader " + shown(loader.name()) + " is no name in boot-loaders in node.conf");
        }
        if (spec.disks().isEmpty()) {
            wrong.accept("it has a boot loader and no disk to boot from");
        }
        return loader;
    }

    private static void commandLine(String text, Consumer<String> wrong) {
        if (!NodeWords.isPrintableAscii(text) || text.length() > COMMAND_LINE_LENGTH) {
            wrong.accept("the kernel's command line must be printable ASCII, at most " + COMMAND_LINE_LENGTH
                    + " characters");
        }
    }

    private List<Disk> disks(List<Disk> disks, Consumer<String> wrong) {
        if (disks.size() > DEVICES) {
            wrong.accept("it has " + disks.size() + " disks; at most " + DEVICES + " are allowed");
        }
        List<Disk> resolved = new ArrayList<>();
        Set<String> devices = new HashSet<>();
        for (Disk disk : disks) {
            if (!NodeWords.isDevice(disk.device()) || !devices.add(disk.device())) {
                wrong.accept("disk device " + shown(disk.device()) + " must be like xvda and there once");
            }
            String format = disk.format().name().toLowerCase(Locale.ROOT);
            if (!conf.diskFormats().contains(format)) {
                wrong.accept("disk format " + format + " is not among disk-formats in node.conf");
            }
            Optional<Path> path = images.disk("disk", disk.path(), wrong);
            path.filter(real -> isNamedQcow2(real) != (disk.format() == Disk.Format.QCOW2))
                    .ifPresent(real -> wrong.accept("disk " + real + " is not " + format
                            + ": a file whose name ends in .qcow2 is a qcow2 image, and no other is"));
            if (path.isPresent() && disk.format() == Disk.Format.QCOW2) {
                Qcow2Header.objection(path.get()).ifPresent(why -> wrong.accept("disk " + disk.path() + " " + why));
            }
            resolved.add(new Disk(path.map(Path::toString).orElse(""), disk.format(), disk.mode(), disk.device()));
        }
        return resolved;
    }

    /**
     * A file's format is the file's own, and its name says it: what an order says could be another thing each time, and a guest that has an image raw could
     * write a header into it that names another file.
     */
    private static boolean isNamedQcow2(Path real) {
        return real.getFileName().toString().endsWith(".qcow2");
    }

    private void nics(List<Nic> nics, Consumer<String> wrong) {
        if (nics.size() > DEVICES) {
            wrong.accept("it has " + nics.size() + " network interfaces; at most " + DEVICES + " are allowed");
        }
        for (Nic nic : nics) {
            if (!conf.bridges().contains(nic.bridge())) {
                wrong.accept("bridge " + shown(nic.bridge()) + " is not among bridges in node.conf");
            }
        }
    }

    private static void within(String what, int value, int least, int most, String unit, Consumer<String> wrong) {
        if (value < least || value > most) {
            wrong.accept(what + " " + value + " is not within " + least + " to " + most
                    + (unit.isEmpty() ? "" : " " + unit));
        }
    }

    /** A value of the order as words in a message: shortened, and harmless to a terminal. */
    private static String shown(String text) {
        StringBuilder out = new StringBuilder("'");
        for (int i = 0; i < Math.min(text.length(), 80); i++) {
            char c = text.charAt(i);
            out.append(c < ' ' || c > '~' ? '?' : c);
        }
        return out.append('\'').toString();
    }
}
