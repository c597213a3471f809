package org.vmpilot.guard;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code node.conf}, checked: what this node is called, whom it listens to, and what a guest may have here. A node does not
 * trust an order; this is what it trusts.
 *
 * @param coordinators {@code host:port}, tried in turn
 * @param dom0Memory {@code boot}, {@code fixed} or MiB
 * @param guestMemoryOverheadMib what Xen needs for a guest beside its memory
 * @param epilogBound prolog and epilog wait no longer for the reaper
 * @param orphanAfter a slot ends when the coordinator has been silent for so long; empty: it never does for that
 * @param bootLoaderRestrict whether boot loaders give up root's rights where Xen knows how
 * @param imageFolders folders of disks; below {@code /dev} a volume group's
 */
public record NodeConf(
        String node,
        List<String> coordinators,
        Path keyFile,
        String dom0Memory,
        int dom0MemoryMinMib,
        int dom0AvailableMinMib,
        int guestMemoryOverheadMib,
        int memoryToleranceMib,
        Duration memoryTimeout,
        int guestsMax,
        int guestMemoryMaxMib,
        int guestVcpusMax,
        List<Path> kernelFolders,
        List<Path> imageFolders,
        List<BootLoader> bootLoaders,
        boolean bootLoaderRestrict,
        List<String> diskFormats,
        List<String> bridges,
        Duration durationMax,
        Duration xlTimeout,
        Duration xlCreateTimeout,
        Duration lockWait,
        Duration endTimeout,
        Duration epilogBound,
        Optional<Duration> orphanAfter,
        Path java,
        boolean allowEveryGuest) {
    public NodeConf {
        coordinators = List.copyOf(coordinators);
        kernelFolders = List.copyOf(kernelFolders);
        imageFolders = List.copyOf(imageFolders);
        bootLoaders = List.copyOf(bootLoaders);
        diskFormats = List.copyOf(diskFormats);
        bridges = List.copyOf(bridges);
    }

    /** Whether dom0 is never resized. */
    public boolean dom0MemoryFixed() {
        return dom0Memory.equals("fixed");
    }

    public CoordinatorAccess coordinatorAccess() {
        return new CoordinatorAccess(node, coordinators, keyFile);
    }

    /** The boot loader of that name; empty: this node has none. */
    public Optional<BootLoader> bootLoader(String name) {
        for (BootLoader loader : bootLoaders) {
            if (loader.name().equals(name)) {
                return Optional.of(loader);
            }
        }
        return Optional.empty();
    }
}
