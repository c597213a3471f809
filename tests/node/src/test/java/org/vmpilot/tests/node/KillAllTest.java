package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vmpilot kill-all} as a process, over real OpenSSH, on virtual nodes with the shipped entry behind the shipped forced command. */
@Tag("node")
class KillAllTest {
    private static final int PORT = 22024;

    @TempDir
    Path folder;

    private final List<VirtualNode> nodes = new ArrayList<>();
    private final List<Run> daemons = new ArrayList<>();
    private final StringBuilder site = new StringBuilder();
    private final StringBuilder known = new StringBuilder();

    @BeforeEach
    void boot() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/sshd")), "openssh-server is not installed");
        keygen("key");
        for (int i = 1; i <= 3; i++) {
            nodes.add(VirtualNode.boot());
            serve(nodes.get(i - 1), "n" + i, "127.0.78." + i);
        }
        Files.writeString(folder.resolve("known_hosts"), known);
        Files.writeString(
                folder.resolve("killall.conf"),
                site + "nodes = n[1-3]\nuser = root\nport = " + PORT + "\nkeys = " + folder.resolve("key")
                        + "\nknown-hosts = " + folder.resolve("known_hosts") + "\njournals = "
                        + folder.resolve("journals") + "\nprobe-timeout = 2\n");
    }

    @AfterEach
    void remove() {
        nodes.forEach(VirtualNode::close);
        daemons.forEach(Run::result);
    }

    private void keygen(String name) {
        Run.start(
                        List.of(
                                "ssh-keygen",
                                "-q",
                                "-t",
                                "ed25519",
                                "-N",
                                "",
                                "-f",
                                folder.resolve(name).toString()),
                        "")
                .result()
                .mustSucceed();
    }

    private void serve(VirtualNode node, String name, String address) throws IOException {
        keygen("host-" + name);
        node.write("/etc/killall/host-key", Files.readString(folder.resolve("host-" + name)));
        node.write(
                "/etc/killall/authorized_keys",
                "restrict,command=\"" + VirtualNode.PROGRAMS + "vmpilot-killall\" "
                        + Files.readString(folder.resolve("key.pub")));
        node.write(
                "/etc/killall/sshd_config",
                "ListenAddress " + address + ":" + PORT
                        + "\nHostKey /etc/killall/host-key\nAuthorizedKeysFile /etc/killall/authorized_keys\nPidFile none\nStrictModes no\nUsePAM no\n");
        node.exec("mkdir", "-p", "/run/sshd").mustSucceed();
        daemons.add(node.start("/usr/sbin/sshd", "-D", "-f", "/etc/killall/sshd_config"));
        Patience.await("sshd of " + name).until(() -> answers(address));
        site.append("address.").append(name).append(" = ").append(address).append('\n');
        known.append("[" + name + "]:" + PORT + " ").append(Files.readString(folder.resolve("host-" + name + ".pub")));
    }

    private static boolean answers(String address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, PORT), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Run start(String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.vmpilot.killall.Main"));
        command.addAll(List.of(words));
        command.add("--config=" + folder.resolve("killall.conf"));
        return Run.start(command, "3\n");
    }

    @Test
    void clearsTheSiteAndSaysWhichNodeIsOff() throws IOException {
        Slot first = new Slot(nodes.get(0), "vabcdefga1.1").record(2).guests(2);
        new Slot(nodes.get(1), "vabcdefga1.2").record(1).guests(1);
        nodes.get(2).exec("true").mustSucceed();
        nodes.remove(2).close();

        Run.Result result = start("kill-all").result();

        assertThat(result.err())
                .contains("about to freeze 3 nodes and clear them of 3 guests")
                .contains("unreachable");
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.out().lines())
                .containsExactly("clean             2  n[1-2]", "unreachable       1  n3: Connection refused");
        assertThat(nodes).allSatisfy(node -> assertThat(node.domains()).isEmpty());
        assertThat(first.verdict()).isEqualTo("clean");
        try (Stream<Path> files = Files.walk(folder.resolve("journals"))) {
            assertThat(files.filter(file -> file.toString().endsWith("a1.1.json")))
                    .hasSize(1);
        }

        assertThat(start("thaw", "--nodes=n[1-2]").result().out()).isEqualTo("thawed            2  n[1-2]\n");
    }

    @Test
    void nothingComesUpBehindItsBackWhileGuestsAreStarting() {
        List<Run> creates = new ArrayList<>();
        for (VirtualNode node : nodes) {
            node.simulated("set", "latency.create=0.3");
            Slot slot = new Slot(node, "vabcdefga1.1").record(8);
            for (int guest = 0; guest < 8; guest++) {
                creates.add(node.start(
                        "/bin/sh",
                        "-c",
                        "sleep " + guest / 2 + "." + guest % 2 * 5 + "; exec env VMPILOT_SLOT=" + slot.key() + " "
                                + VirtualNode.PROGRAMS + "vmpilot-create " + slot.key() + " " + guest));
            }
        }
        Run.Result result = start("kill-all", "--yes").result();
        creates.forEach(Run::result);

        assertThat(result.exit()).as(result.out()).isZero();
        assertThat(nodes).allSatisfy(node -> assertThat(node.domains()).isEmpty());
    }
}
