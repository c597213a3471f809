package org.vmpilot.killall;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;

/** Nodes on loopback addresses of this process's own, each with a behaviour; and the site file that names them. */
final class Farm implements Closeable {
    private static final AtomicInteger FARMS = new AtomicInteger();
    static final int PORT = 22022;

    private final Path folder;
    private final String network;
    private final KeyPair hostKey = keyPair();
    private final KeyPair otherHostKey = keyPair();
    private final List<Closeable> open = new ArrayList<>();
    private final Map<String, Behaviour> nodes = new LinkedHashMap<>();
    private final Map<String, String> addresses = new LinkedHashMap<>();
    final ExecutorService timer = Executors.newFixedThreadPool(4);
    /** What each node was asked for, in order. */
    final Map<String, List<String>> asked = new ConcurrentHashMap<>();

    final AtomicInteger loggedIn = new AtomicInteger();
    final AtomicInteger mostLoggedIn = new AtomicInteger();

    Farm(Path folder) throws Exception {
        this.folder = folder;
        long pid = ProcessHandle.current().pid();
        network = "127." + (16 + pid / 240 % 200) + "." + (1 + pid % 240) + ".";
        FARMS.incrementAndGet();
        writeKey(folder.resolve("key"));
    }

    Farm node(String name, Behaviour behaviour) {
        nodes.put(name, behaviour);
        addresses.put(name, network + (FARMS.get() % 4 * 60 + nodes.size()));
        return this;
    }

    /** Makes a node that is there behave otherwise. */
    void change(String name, Behaviour behaviour) {
        nodes.put(name, behaviour);
    }

    Behaviour behaviour(String node) {
        return nodes.get(node);
    }

    /** Starts all nodes and writes killall.conf, with these lines as well. */
    Path start(String... lines) throws Exception {
        StringBuilder known = new StringBuilder();
        StringBuilder site = new StringBuilder("nodes = " + String.join(",", nodes.keySet()) + "\n");
        for (Map.Entry<String, Behaviour> node : nodes.entrySet()) {
            String address = addresses.get(node.getKey());
            start(node.getKey(), address, node.getValue());
            known.append('[')
                    .append(node.getKey())
                    .append("]:" + PORT + " ")
                    .append(PublicKeyEntry.toString(hostKey.getPublic()))
                    .append('\n');
            site.append("address.")
                    .append(node.getKey())
                    .append(" = ")
                    .append(address)
                    .append('\n');
        }
        Files.writeString(folder.resolve("known_hosts"), known);
        site.append("port = " + PORT + "\nuser = admin\nkeys = ").append(folder.resolve("key"));
        site.append("\nknown-hosts = ").append(folder.resolve("known_hosts"));
        site.append("\njournals = ").append(folder.resolve("journals")).append('\n');
        site.append(String.join("\n", lines)).append('\n');
        return Files.writeString(folder.resolve("killall.conf"), site);
    }

    private void start(String node, String address, Behaviour behaviour) throws IOException {
        if (behaviour instanceof Behaviour.Drops) {
            full(address, open);
        } else if (behaviour instanceof Behaviour.SaysOnly says) {
            saying(address, says.text());
        } else if (!(behaviour instanceof Behaviour.Nobody)) {
            serve(node, address, behaviour);
        }
    }

    private void serve(String node, String address, Behaviour behaviour) throws IOException {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost(address);
        server.setPort(PORT);
        server.setNioWorkers(1);
        server.setKeyPairProvider(
                KeyPairProvider.wrap(behaviour instanceof Behaviour.WrongHostKey ? otherHostKey : hostKey));
        server.setPublickeyAuthenticator((user, key, session) -> user.equals("admin")
                && !(behaviour instanceof Behaviour.RefusesLogin)
                && isSiteKey(PublicKeyEntry.toString(key)));
        server.setCommandFactory((channel, command) -> new ScriptedCommand(this, node, command));
        server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
        if (behaviour instanceof Behaviour.ClosesAtFirst closes) {
            closeAtFirst(server, address, closes.times());
        } else {
            server.start();
        }
        open.add(() -> server.stop(true));
    }

    private void closeAtFirst(SshServer server, String address, int times) throws IOException {
        ServerSocket listener = listen(address, 50);
        Thread closing = new Thread(() -> {
            try (listener) {
                for (int i = 0; i < times; i++) {
                    listener.accept().close();
                }
                listener.close();
                server.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        closing.start();
    }

    private void saying(String address, String text) throws IOException {
        ServerSocket listener = listen(address, 50);
        open.add(listener);
        Thread saying = new Thread(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    open.add(socket);
                    OutputStream output = socket.getOutputStream();
                    output.write(text.getBytes(StandardCharsets.US_ASCII));
                    output.flush();
                } catch (IOException e) {
                    return;
                }
            }
        });
        saying.start();
    }

    /** Linux drops the first packet of a connection when the queue of those not yet accepted is full: as a dead host does. */
    static void full(String address, List<Closeable> open) throws IOException {
        open.add(listen(address, 1));
        for (int i = 0; i < 4; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(address, PORT));
            open.add(channel);
        }
    }

    private static ServerSocket listen(String address, int backlog) throws IOException {
        return new ServerSocket(PORT, backlog, InetAddress.getByName(address));
    }

    private boolean isSiteKey(String key) {
        try {
            return Files.readString(folder.resolve("key.pub")).startsWith(key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void writeKey(Path file) throws JSchException, IOException {
        JSch jsch = new JSch();
        com.jcraft.jsch.KeyPair pair = com.jcraft.jsch.KeyPair.genKeyPair(jsch, com.jcraft.jsch.KeyPair.ECDSA, 256);
        ByteArrayOutputStream secret = new ByteArrayOutputStream();
        pair.writePrivateKey(secret);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, secret.toByteArray());
        pair.writePublicKey(file + ".pub", "kill-all");
    }

    static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String network() {
        return network;
    }

    int port() {
        return PORT;
    }

    @Override
    public void close() throws IOException {
        timer.shutdownNow();
        for (Closeable closeable : List.copyOf(open)) {
            closeable.close();
        }
    }
}
