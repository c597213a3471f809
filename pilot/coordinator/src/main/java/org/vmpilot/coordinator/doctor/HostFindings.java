package org.vmpilot.coordinator.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vmpilot.coordinator.config.CoordinatorConfig;

/** The coordinator's own host. Its key files were read with the configuration. */
final class HostFindings {
    private static final int CONNECT_MS = 3000;
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private HostFindings() {}

    static List<Finding> of(CoordinatorConfig config) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(
                "keys",
                "there, in form, and closed to others: site key"
                        + config.api().tokenFile().map(file -> ", API token").orElse("")));
        findings.add(stateFolder(config.stateFolder()));
        findings.add(listener("API", config.api().listen()));
        findings.add(listener("agents' listener", config.agents().listen()));
        if (config.agents().listen().getAddress().isLoopbackAddress()) {
            findings.add(Finding.warning(
                    "agents' listener",
                    "it listens on loopback only: agents of other machines cannot reach it",
                    "[agents] listen with an address of the nodes' network"));
        }
        return findings;
    }

    private static Finding stateFolder(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Finding.warning(
                    "state", folder + " is not there yet", "the coordinator makes it at its start, if it may");
        }
        try {
            boolean closed = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && PRIVATE.containsAll(Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS));
            return closed
                    ? Finding.ok("state", folder + " is closed to others")
                    : Finding.error("state", folder + " is no folder, or open to others", "a folder of mode 0700");
        } catch (IOException e) {
            return Finding.error("state", folder + " cannot be looked at: " + e.getMessage(), "a folder of mode 0700");
        }
    }

    private static Finding listener(String what, InetSocketAddress address) {
        InetAddress host =
                address.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address.getAddress();
        String where = host.getHostAddress() + ":" + address.getPort();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, address.getPort()), CONNECT_MS);
            return Finding.ok(what, "somebody listens at " + where);
        } catch (IOException e) {
            return Finding.warning(what, "nobody listens at " + where, "the coordinator runs (vmpilot serve)");
        }
    }
}
