package org.vmpilot.tests.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vmpilot.vmm.Domain;
import org.vmpilot.vmm.Guest;
import org.vmpilot.vmm.Vmm;
import org.vmpilot.vmm.VmmException;

/**
 * A Xen dom0. Its kernels are the files {@code boots} and {@code deaf} of a folder, with a ramdisk {@code boots.ramdisk} where a kernel
 * needs one; its command line has {@code lab=boots} and the like.
 */
final class RealXl extends XlBench {
    private final Path folder = Files.createTempDirectory("vmpilot-contract");
    private final Path kernels;

    RealXl(Path kernels) throws IOException {
        this.kernels = kernels;
    }

    @Override
    Map<String, String> environment() {
        return Map.of("PATH", "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin");
    }

    @Override
    Path folder() {
        return folder;
    }

    @Override
    Guest.Boot boot(Behaviour behaviour) {
        String name = behaviour.name().toLowerCase(Locale.ROOT);
        Path ramdisk = kernels.resolve(name + ".ramdisk");
        return new Guest.Boot.Kernel(
                kernels.resolve(name).toString(),
                Files.exists(ramdisk) ? Optional.of(ramdisk.toString()) : Optional.empty(),
                "console=hvc0 quiet lab=" + name);
    }

    /** A Linux does not boot in less. */
    @Override
    int memoryMib() {
        return 128;
    }

    @Override
    void remove() throws IOException, InterruptedException {
        Vmm vmm = vmm();
        try {
            for (Domain domain : vmm.list()) {
                if (domain.uuid().startsWith(uuid(0).substring(0, 28))) {
                    vmm.destroy(domain.uuid(), LONG);
                }
            }
        } catch (VmmException e) {
            throw new IOException(e);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
