package org.vmpilot.protocol;

import java.util.Optional;

/** What a guest boots: a kernel from dom0's file system, or a boot loader that finds one on the guest's first disk. */
public sealed interface Boot {
    /**
     * @param kernel absolute path in dom0; {@code ramdisk} likewise; {@code commandLine} is the guest kernel's, may be empty
     */
    record Kernel(String kernel, Optional<String> ramdisk, String commandLine) implements Boot {}

    /**
     * @param name of a boot loader in the node's own list: which program that is, and with which words it is called, the node alone says
     */
    record Loader(String name) implements Boot {}
}
