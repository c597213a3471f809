package org.vmpilot.coordinator.offers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.Disk;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.Nic;
import org.vmpilot.protocol.view.NodeFactsView;

/**
 * Why a node could not hold the guests of a slot, by what it said of itself. What it did not say stands in nobody's way. The node itself has the last word: it
 * sees files, which nobody here does.
 */
final class NodeFit {
    private final NodeFactsView facts;
    private final List<String> wrong = new ArrayList<>();

    private NodeFit(NodeFactsView facts) {
        this.facts = facts;
    }

    /** Each once, in words that do not name the node: so alike ones can be counted. */
    static List<String> objections(NodeFactsView facts, List<GuestOrder> guests, Duration duration) {
        NodeFit fit = new NodeFit(facts);
        fit.machine(guests);
        if (facts.limits() != null) {
            fit.limits(facts.limits(), guests, duration);
        }
        return fit.wrong.stream().distinct().toList();
    }

    private void machine(List<GuestOrder> guests) {
        int memory = guests.stream().mapToInt(guest -> guest.spec().memoryMib()).sum();
        most("memory of its guests together", memory, facts.guestMemoryMib(), "MiB that the node could give guests");
        for (GuestOrder guest : guests) {
            for (Nic nic : guest.spec().nics()) {
                if (facts.bridges() != null && !facts.bridges().contains(nic.bridge())) {
                    wrong.add("there is no bridge '" + nic.bridge() + "'");
                }
            }
        }
    }

    private void limits(NodeFactsView.Limits limits, List<GuestOrder> guests, Duration duration) {
        most("guests on one node", guests.size(), limits.guestsMax(), "(guests-max in node.conf)");
        if (limits.durationMax() != null && duration.toSeconds() > limits.durationMax()) {
            wrong.add("longest " + duration.toSeconds() + " s is more than " + limits.durationMax()
                    + " s (duration-max in node.conf)");
        }
        for (GuestOrder guest : guests) {
            most("memory", guest.spec().memoryMib(), limits.guestMemoryMax(), "MiB (guest-memory-max in node.conf)");
            most("vcpus", guest.spec().vcpus(), limits.guestVcpusMax(), "(guest-vcpus-max in node.conf)");
            boot(guest.spec().boot(), limits);
            for (Disk disk : guest.spec().disks()) {
                below("disk", disk.path(), limits.images(), "images");
                among(
                        "disk format",
                        disk.format().name().toLowerCase(Locale.ROOT),
                        limits.diskFormats(),
                        "disk-formats");
            }
            guest.spec().nics().forEach(nic -> among("bridge", nic.bridge(), limits.bridges(), "bridges"));
        }
    }

    private void boot(Boot boot, NodeFactsView.Limits limits) {
        if (boot instanceof Boot.Kernel kernel) {
            below("kernel", kernel.kernel(), limits.kernels(), "kernels");
            kernel.ramdisk().ifPresent(ramdisk -> below("ramdisk", ramdisk, limits.kernels(), "kernels"));
        } else if (boot instanceof Boot.Loader loader) {
            among("boot loader", loader.name(), limits.bootLoaders(), "boot-loaders");
        }
    }

    private void most(String what, int wanted, Integer most, String unit) {
        if (most != null && wanted > most) {
            wrong.add(what + " " + wanted + " is more than " + most + " " + unit);
        }
    }

    private void among(String what, String wanted, List<String> allowed, String key) {
        if (allowed != null && !allowed.contains(wanted)) {
            wrong.add(what + " '" + wanted + "' is not among " + key + " in node.conf");
        }
    }

    private void below(String what, String path, List<String> folders, String key) {
        if (folders != null && folders.stream().noneMatch(folder -> isBelow(path, folder))) {
            wrong.add(what + " '" + path + "' is in none of the folders of " + key + " in node.conf");
        }
    }

    private static boolean isBelow(String path, String folder) {
        return Path.of(path).normalize().startsWith(Path.of(folder).normalize());
    }
}
