package org.vmpilot.protocol;

import java.util.Optional;

/** What a guest boots: a kernel from dom0's file system, or a boot loader that finds one on the guest's first disk. */
public sealed interface Boot {
    /**
     * @param kernel absolute path in dom0; {@code ramdisk} likewise; {@code commandLine} is the guest kernel's, may be empty
     */
    record Kernel(String kernel, Optional<String> ramdisk, String commandLine) implements Boot {}

    /**
     * @param path absolute path of a boot loader in dom0 that the node allows; {@code arguments} may be empty
     */
    record Loader(String path, String arguments) implements Boot {}
}
