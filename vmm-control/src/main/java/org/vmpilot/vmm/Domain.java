package org.vmpilot.vmm;

import java.util.Optional;

/**
 * One line of a look at the hypervisor.
 *
 * @param id the domain's number; it is never used again until the machine boots
 * @param name for people; empty: a half-made or dying domain, shown as {@code (null)}
 * @param uuid lower case; the one thing that says whose the domain is. Two domains can have the same
 * @param memoryMib memory in MiB
 */
public record Domain(int id, Optional<String> name, String uuid, int memoryMib, int vcpus, DomainState state) {
    /** The privileged domain, the one in which the toolstack runs. */
    public boolean isDom0() {
        return id == 0;
    }
}
