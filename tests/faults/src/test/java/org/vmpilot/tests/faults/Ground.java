package org.vmpilot.tests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vmpilot.tests.node.Run;
import org.vmpilot.tests.node.VirtualNode;

/** A virtual node that one case after the other is played on; it is looked at through the host's /proc. */
final class Ground implements AutoCloseable {
    static final int DOM0_MIB = 1024;

    private static final String SIMULATED_XL = Path.of(
                    System.getProperty("vmpilot.root"), "tests/simulated-xl/simulated-xl")
            .toString();

    final String name;
    final VirtualNode node;
    final Neighbours neighbours;
    private final StandIn coordinator;
    private volatile long init;

    Ground(String name, Path installation, StandIn coordinator) {
        this.name = name;
        this.coordinator = coordinator;
        node = VirtualNode.boot(name, installation);
        init = node.init();
        neighbours = new Neighbours(this);
        furnish();
    }

    /** What does not change from case to case, and who else lives here. */
    private void furnish() {
        node.sh("mkdir -p -m 755 /var/lib/vmpilot-images/kernels; cp /var/lib/simulated-xl/images/kernel"
                        + " /var/lib/vmpilot-images/kernels/guest; mkdir -p -m 700 /run/vmpilot/slots /run/vmpilot/locks"
                        + " /var/lib/vmpilot/open")
                .mustSucceed();
        write("/etc/vmpilot/node.key", coordinator.keyOf(name));
    }

    long init() {
        return init;
    }

    /** A path of the node as the host sees it. */
    Path path(String inside) {
        return Path.of("/proc/" + init + "/root" + inside);
    }

    boolean exists(String inside) {
        return Files.exists(path(inside));
    }

    /** The text of a file, empty if there is none. */
    String read(String inside) {
        try {
            return Files.readString(path(inside), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    void write(String inside, String text) {
        try {
            Path file = path(inside);
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String inside) {
        try {
            Files.deleteIfExists(path(inside));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> list(String inside) {
        try (Stream<Path> entries = Files.list(path(inside))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    List<NodeProcesses.Entry> processes() {
        return NodeProcesses.of(init);
    }

    void reboot() {
        node.reboot();
        init = node.init();
        node.sh("mkdir -p -m 700 /run/vmpilot/slots /run/vmpilot/locks").mustSucceed();
    }

    /** simulated-xl, run on the host with this node's state: no process of the node. */
    String simulated(String... words) {
        List<String> command = new ArrayList<>(List.of(SIMULATED_XL, "--state", statePath()));
        command.addAll(List.of(words));
        return Run.start(command, "").result().mustSucceed().out();
    }

    private String statePath() {
        return path("/var/lib/simulated-xl").toString();
    }

    /** What is so, time passed first. */
    JsonNode truth() {
        return VirtualNode.json(simulated("show", "--json"));
    }

    /** What was so at the last change. */
    JsonNode stateAtLastChange() {
        return VirtualNode.json(read("/var/lib/simulated-xl/state.json"));
    }

    /** Calls of xl since {@link #forgetCalls}: lines of calls.jsonl. */
    List<String> calls() {
        return read("/var/lib/simulated-xl/calls.jsonl").lines().toList();
    }

    void forgetCalls() {
        write("/var/lib/simulated-xl/calls.jsonl", "");
    }

    boolean isBarred() {
        return !marks().isEmpty();
    }

    /** What closes the node, in either place. */
    List<String> marks() {
        List<String> marks = new ArrayList<>();
        for (String folder : List.of("/var/lib/vmpilot/marks", "/run/vmpilot/marks")) {
            list(folder).stream().filter(name -> !name.endsWith(".frozen")).forEach(name -> marks.add(folder + "/" + name));
        }
        return marks;
    }

    /** After a case that failed: nothing of it may reach the next one. */
    void startOver() {
        neighbours.areGone();
        node.sh("umount -l /var/lib/vmpilot; rm -rf /var/lib/vmpilot /usr/local/sbin/date")
                .mustSucceed();
        reboot();
        node.sh("mkdir -p -m 700 /var/lib/vmpilot/open").mustSucceed();
        simulated("fault", "clear");
    }

    @Override
    public void close() {
        neighbours.leave();
        node.close();
    }
}
