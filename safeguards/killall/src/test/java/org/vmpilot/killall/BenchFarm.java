package org.vmpilot.killall;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;

/**
 * Many nodes that answer after a fixed time with hardly any CPU, for scripts/bench.d/killall: one SSH server on many loopback addresses; every
 * so manieth drops what it is sent. Arguments: folder, nodes, answer in ms, one of how many is dead (0: none). Says "ready", ends with its stdin.
 */
final class BenchFarm {
    static final String NETWORK = "127.9.";
    private static final int PER_NETWORK = 250;

    private BenchFarm() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        long millis = Long.parseLong(arguments[2]);
        int deadEvery = Integer.parseInt(arguments[3]);
        List<String> live = new ArrayList<>();
        List<Closeable> dead = new ArrayList<>();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String address = NETWORK + i / PER_NETWORK + "." + (1 + i % PER_NETWORK);
            names.append(address).append('\n');
            if (deadEvery > 0 && i % deadEvery == deadEvery / 2) {
                Farm.full(address, dead);
            } else {
                live.add(address);
            }
        }
        SshServer server = server(folder, live, millis);
        Files.writeString(folder.resolve("nodes"), names);
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Until whoever started it has gone.
        }
        server.stop(true);
        System.exit(0);
    }

    private static SshServer server(Path folder, List<String> addresses, long millis) throws IOException {
        SshServer server = SshServer.setUpDefaultServer();
        KeyPair hostKey = Farm.keyPair();
        server.setHost(String.join(",", addresses));
        server.setPort(Farm.PORT);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator((user, key, session) -> true);
        server.setCommandFactory((channel, command) -> new LateCommand(millis));
        StringBuilder known = new StringBuilder();
        String key = PublicKeyEntry.toString(hostKey.getPublic());
        addresses.forEach(address -> known.append('[')
                .append(address)
                .append("]:" + Farm.PORT + " ")
                .append(key)
                .append('\n'));
        Files.writeString(folder.resolve("known_hosts"), known);
        server.start();
        return server;
    }

    /** Prints a verdict after a time, and waits for it without a thread. */
    private static final class LateCommand extends ScriptedCommand {
        private final Executor later;

        LateCommand(long millis) {
            super(null, "", "");
            later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, ForkJoinPool.commonPool());
        }

        @Override
        public void start(ChannelSession channel, Environment environment) {
            later.execute(() -> {
                print(Behaviour.verdict("clean", 1));
                exit.onExit(0);
            });
        }

        @Override
        public void destroy(ChannelSession channel) {}
    }
}
