package org.vmpilot.coordinator.request;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.protocol.Disk;
import org.vmpilot.protocol.GuestGroup;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.Nic;

/** What two guests of a lease must not share: a MAC address, a disk that one of them writes. */
final class SharedThings {
    private final LeaseRequest request;
    private final List<Fields> tables;
    private final Set<String> macs = new HashSet<>();
    private final Set<String> disks = new HashSet<>();
    private final Set<String> written = new HashSet<>();

    SharedThings(LeaseRequest request, List<Fields> tables) {
        this.request = request;
        this.tables = tables;
    }

    void check() {
        for (int i = 0; i < request.groups().size(); i++) {
            GuestGroup group = request.groups().get(i);
            List<Nic> nics = group.guest().nics();
            List<Fields> nicTables = tables.get(i).tables("nic");
            for (int j = 0; j < Math.min(nics.size(), nicTables.size()); j++) {
                checkMac(nics.get(j), nicTables.get(j));
            }
            List<Disk> own = group.guest().disks();
            List<Fields> diskTables = tables.get(i).tables("disk");
            for (int j = 0; j < Math.min(own.size(), diskTables.size()); j++) {
                checkDisk(own.get(j), group.count(), diskTables.get(j));
            }
        }
    }

    private void checkMac(Nic nic, Fields table) {
        nic.mac().ifPresent(mac -> {
            if (!macs.add(mac.text())) {
                table.fault("mac", "stands twice: \"" + mac + "\"");
            }
        });
    }

    /**
     * Two guests that write one image destroy its file system. On different nodes the same path may be another file, so only
     * guests that may come to lie on one node are compared.
     */
    private void checkDisk(Disk disk, int count, Fields table) {
        if (disk.path().equals(DiskFields.NO_PATH)) {
            return;
        }
        boolean mayMeet = request.guestsPerNode() > 1 || request.nodeUse() == LeaseRequest.NodeUse.SHARED;
        boolean writes = disk.mode() == Disk.Mode.READ_WRITE;
        boolean known = !disks.add(disk.path());
        if (writes) {
            written.add(disk.path());
        }
        if (mayMeet && written.contains(disk.path()) && (known || count > 1)) {
            table.fault(
                    "path",
                    "is written by one guest and used by another that may be on the same node; mode = \"ro\", a"
                            + " disk for each guest, or guests_per_node = 1 on exclusive nodes would do");
        }
    }
}
