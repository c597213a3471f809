package org.vmpilot.killall.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.vmpilot.killall.site.Endpoint;

/**
 * Probes over sockets of our own, all on one thread. Names are resolved by a few others: a name service that hangs at 3 a.m.
 * must not hold up the nodes whose names are addresses or in /etc/hosts.
 */
final class DirectProbes implements Probes, Runnable {
    private static final int RESOLVERS = 32;

    /** @param over it has its outcome, or is given up; a channel that failed to connect is closed by that, and says nothing */
    private record Attempt(SocketChannel channel, Greeting greeting, Outcome outcome, AtomicBoolean over) {}

    private final Function<String, Endpoint> endpoints;
    private final Selector selector;
    private final Queue<Attempt> fresh = new ConcurrentLinkedQueue<>();
    private final ExecutorService resolvers = Executors.newFixedThreadPool(RESOLVERS, Daemons.named("resolver"));
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);

    DirectProbes(Function<String, Endpoint> endpoints) {
        this.endpoints = endpoints;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector", e);
        }
        Daemons.named("probes").newThread(this).start();
    }

    @Override
    public Runnable begin(String node, Outcome outcome) {
        SocketChannel channel;
        try {
            channel = SocketChannel.open();
        } catch (IOException e) {
            outcome.broken("no socket: " + e.getMessage());
            return () -> {};
        }
        Attempt attempt = new Attempt(channel, new Greeting(), outcome, new AtomicBoolean());
        resolvers.execute(() -> connect(endpoints.apply(node), attempt));
        return () -> {
            attempt.over().set(true);
            Wire.closeQuietly(channel);
            selector.wakeup();
        };
    }

    private void connect(Endpoint endpoint, Attempt attempt) {
        try {
            InetAddress address = InetAddress.getByName(endpoint.host());
            attempt.channel().configureBlocking(false);
            attempt.channel().setOption(StandardSocketOptions.TCP_NODELAY, true);
            attempt.channel().setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            attempt.channel().connect(new InetSocketAddress(address, endpoint.port()));
            fresh.add(attempt);
            selector.wakeup();
        } catch (UnknownHostException e) {
            fail(attempt, () -> attempt.outcome().nobody("name not found: " + endpoint.host()));
        } catch (IOException e) {
            refused(attempt, e);
        }
    }

    @Override
    public void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::ready);
                register();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the selector broke", e);
        }
    }

    private void register() {
        for (Attempt attempt = fresh.poll(); attempt != null; attempt = fresh.poll()) {
            try {
                boolean connected = attempt.channel().isConnected();
                attempt.channel()
                        .register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, attempt);
            } catch (ClosedChannelException e) {
                // Abandoned meanwhile: whoever did it needs no answer.
            }
        }
    }

    private void ready(SelectionKey key) {
        Attempt attempt = (Attempt) key.attachment();
        try {
            if (key.isConnectable()) {
                attempt.channel().finishConnect();
                key.interestOps(SelectionKey.OP_READ);
            } else if (key.isReadable()) {
                read(key, attempt);
            }
        } catch (CancelledKeyException | ClosedChannelException e) {
            // Abandoned meanwhile.
            key.cancel();
        } catch (IOException e) {
            key.cancel();
            refused(attempt, e);
        }
    }

    private void read(SelectionKey key, Attempt attempt) throws IOException {
        buffer.clear();
        int length = attempt.channel().read(buffer);
        if (length < 0) {
            key.cancel();
            fail(attempt, () -> attempt.outcome().broken("closed before the SSH server greeted"));
            return;
        }
        switch (attempt.greeting().add(buffer.array(), length)) {
            case COMPLETE -> {
                key.cancel();
                attempt.channel().configureBlocking(true);
                if (attempt.over().compareAndSet(false, true)) {
                    attempt.outcome().greeted(wire(attempt));
                }
            }
            case NOT_SSH -> {
                key.cancel();
                fail(attempt, () -> attempt.outcome().nobody("what answers there is no SSH server"));
            }
            case INCOMPLETE -> {}
        }
    }

    private static Wire wire(Attempt attempt) throws IOException {
        return Wire.after(
                attempt.greeting(),
                attempt.channel().socket().getInputStream(),
                attempt.channel().socket().getOutputStream(),
                attempt.channel().socket(),
                () -> Wire.closeQuietly(attempt.channel()));
    }

    private static void refused(Attempt attempt, IOException e) {
        boolean nobody = e instanceof ConnectException || e instanceof NoRouteToHostException;
        fail(attempt, () -> {
            if (nobody) {
                attempt.outcome().nobody(e.getMessage());
            } else {
                attempt.outcome().broken(e.getMessage());
            }
        });
    }

    private static void fail(Attempt attempt, Runnable report) {
        Wire.closeQuietly(attempt.channel());
        if (attempt.over().compareAndSet(false, true)) {
            report.run();
        }
    }

    @Override
    public void close() {
        resolvers.shutdownNow();
        Wire.closeQuietly(selector);
    }
}
