package org.vmpilot.vmm;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A guest to start.
 *
 * @param index the guest's place among those that are started together; names its configuration
 * @param memoryMib memory in MiB
 * @param cpuWeight the credit scheduler's weight, 1 to 65535
 * @param cpuCap in percent of one physical CPU; 0 means no cap
 */
public record Guest(
        int index,
        String name,
        String uuid,
        int memoryMib,
        int vcpus,
        Boot boot,
        List<Disk> disks,
        List<Nic> nics,
        OptionalInt cpuWeight,
        OptionalInt cpuCap) {
    public Guest {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
    }

    /** What the guest boots. */
    public sealed interface Boot {
        /** Absolute paths in dom0; the command line is the guest kernel's and may be empty. */
        record Kernel(String kernel, Optional<String> ramdisk, String commandLine) implements Boot {}

        /**
         * A boot loader in dom0 that finds a kernel on the guest's first disk.
         *
         * @param restricted whether it gives up root's rights (Xen with XSA-443's patches; an older one does not know the word and passes over it)
         */
        record Loader(String path, List<String> arguments, boolean restricted) implements Boot {
            public Loader {
                arguments = List.copyOf(arguments);
            }
        }
    }

    /**
     * @param path absolute path in dom0
     * @param format the toolstack's word: {@code raw}, {@code qcow2}
     * @param device the guest's device, for example {@code xvda}
     */
    public record Disk(String path, String format, boolean writable, String device) {}

    /**
     * @param mac six pairs of hexadecimal digits with colons
     */
    public record Nic(String bridge, String mac) {}
}
