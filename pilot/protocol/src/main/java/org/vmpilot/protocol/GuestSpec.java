package org.vmpilot.protocol;

import java.util.List;
import java.util.OptionalInt;

/**
 * What one guest is made of.
 *
 * @param memoryMib memory in MiB
 * @param cpuWeight Xen's credit scheduler weight, 1 to 65535 (its default is 256)
 * @param cpuCap in percent of one physical CPU; 0 means no cap
 */
public record GuestSpec(
        int memoryMib,
        int vcpus,
        Boot boot,
        List<Disk> disks,
        List<Nic> nics,
        OptionalInt cpuWeight,
        OptionalInt cpuCap,
        Ending ending) {
    public GuestSpec {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
    }
}
