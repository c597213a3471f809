package org.vmpilot.killall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same against real OpenSSH daemons, with the forced command that sites get. */
class OpenSshTest {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final Path PRIVILEGE_FOLDER = Path.of("/run/sshd");

    @TempDir
    Path folder;

    private final List<Process> daemons = new ArrayList<>();
    private final StringBuilder known = new StringBuilder();
    private final StringBuilder site = new StringBuilder("user = root\n");
    private boolean madeFolder;

    @BeforeEach
    void keys() throws Exception {
        assumeTrue(Files.isExecutable(SSHD), "openssh-server is not installed");
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may log root in");
        if (!Files.isDirectory(PRIVILEGE_FOLDER)) {
            Files.createDirectory(PRIVILEGE_FOLDER);
            madeFolder = true;
        }
        keygen("key");
        Path entry = folder.resolve("entry");
        Files.writeString(
                entry,
                "#!/bin/sh\nprintf '%s\\n' \"$SSH_ORIGINAL_COMMAND\" >>" + folder.resolve("asked")
                        + "\necho 'a banner'\n" + "printf '%s\\n' '" + Behaviour.MARKED + "' '"
                        + Behaviour.verdict("clean", 2) + "'\n");
        Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                folder.resolve("authorized_keys"),
                "restrict,command=\"" + entry + "\" " + Files.readString(folder.resolve("key.pub")));
    }

    @AfterEach
    void stop() throws Exception {
        for (Process daemon : daemons) {
            daemon.destroy();
            assertThat(daemon.waitFor(Patience.seconds(10).toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
        if (madeFolder) {
            Files.delete(PRIVILEGE_FOLDER);
        }
    }

    private void keygen(String name) throws Exception {
        run(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-C",
                "kill-all",
                "-f",
                folder.resolve(name).toString());
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    private void daemon(String node, String address, String... settings) throws Exception {
        keygen("host-" + node);
        Path config = folder.resolve("sshd-" + node);
        List<String> lines = new ArrayList<>(List.of(settings));
        lines.addAll(List.of(
                "ListenAddress " + address + ":22023",
                "HostKey " + folder.resolve("host-" + node),
                "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
                "PidFile none",
                "StrictModes no",
                "UsePAM no",
                "PermitRootLogin prohibit-password"));
        Files.write(config, lines);
        daemons.add(new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log-" + node).toFile())
                .start());
        Awaitility.await().atMost(Patience.seconds(20)).until(() -> answers(address));
        String key = Files.readString(folder.resolve("host-" + node + ".pub"));
        known.append("[" + node + "]:22023 ").append(key);
        site.append("address." + node + " = " + address + ":22023\n");
    }

    private static boolean answers(String address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, 22023), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> killAll(String nodes, String... more) throws IOException {
        Files.writeString(folder.resolve("known_hosts"), known);
        Files.writeString(
                folder.resolve("killall.conf"),
                site + "nodes = " + nodes + "\nkeys = " + folder.resolve("key") + "\nknown-hosts = "
                        + folder.resolve("known_hosts") + "\njournals = " + folder.resolve("journals") + "\n"
                        + String.join("\n", more) + "\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(new ByteArrayInputStream(new byte[0]), print, print, false);
        Main.run(terminal, "kill-all", "--yes", "--config=" + folder.resolve("killall.conf"));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void theForcedCommandGetsTheWordsAndItsVerdictComesBack() throws Exception {
        daemon("node1", "127.0.77.1");
        daemon("node2", "127.0.77.2");
        assertThat(killAll("node[1-2]")).containsExactly("clean             2  node[1-2]");
        assertThat(Files.readAllLines(folder.resolve("asked")))
                .hasSize(2)
                .allMatch(line -> line.startsWith("kill-all "));
    }

    @Test
    void nodesBehindAGateAreReachedThroughIt() throws Exception {
        daemon("127.0.77.3", "127.0.77.3");
        daemon("node1", "127.0.77.1");
        daemon("node2", "127.0.77.2");
        Files.writeString(
                folder.resolve("authorized_keys"),
                Files.readString(folder.resolve("authorized_keys")).replace("restrict,", "restrict,port-forwarding,"));
        site.setLength(site.indexOf("address.127"));
        site.append("address.node1 = 127.0.77.1:22023\naddress.node2 = 127.0.77.2:22023\n");
        assertThat(killAll("node[1-2]", "jump = root@127.0.77.3:22023"))
                .containsExactly("clean             2  node[1-2]");
    }

    @Test
    void whatTheServerDoesNotAllowIsRefused() throws Exception {
        daemon("node1", "127.0.77.1", "PubkeyAuthentication no", "PasswordAuthentication yes");
        daemon("node2", "127.0.77.2", "Ciphers 3des-cbc");
        known.setLength(0);
        daemon("node3", "127.0.77.4");
        String third = known.toString();
        known.setLength(0);
        known.append("[node1]:22023 ").append(Files.readString(folder.resolve("host-node1.pub")));
        known.append("[node2]:22023 ").append(Files.readString(folder.resolve("host-node2.pub")));
        known.append(third.replace("[node3]", "[other]"));
        assertThat(killAll("node[1-3]"))
                .anyMatch(line -> line.matches("refused +1 +node1: login refused"))
                .anyMatch(line -> line.matches("refused +1 +node2: no common algorithm.*"))
                .anyMatch(line -> line.matches("refused +1 +node3: host key is not in known-hosts"));
    }
}
