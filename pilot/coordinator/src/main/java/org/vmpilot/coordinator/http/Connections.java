package org.vmpilot.coordinator.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.NanoTime;

/**
 * The connections of one door. Bounded, of all and of each address: at its bound an address loses the connection of its own
 * that has said nothing whole for the longest time, so that half requests of a job do not shut out the agent beside it. A
 * connection that speaks too slowly, or not at all, is closed by {@link #sweep}.
 */
final class Connections implements SelectorManager.AcceptListener, Connection.Listener {
    private static final Logger LOG = LogManager.getLogger(Connections.class);

    private final Limits limits;
    private final Map<SelectableChannel, Entry> entries = new HashMap<>();
    /** Those without a whole request, by address, in the order in which they fell silent. */
    private final Map<String, Set<Entry>> quiet = new HashMap<>();

    private final Map<String, Integer> ofAddress = new HashMap<>();

    /** A connection as it is now; guarded by the door's lock. */
    private static final class Entry {
        private final SelectableChannel channel;
        private final String address;
        private Connection connection;
        private boolean busy;
        private long since = NanoTime.now();
        /** Bytes that had come when it fell silent; more: a head has begun. */
        private long bytes;

        private long begun = -1;

        private Entry(SelectableChannel channel, String address) {
            this.channel = channel;
            this.address = address;
        }
    }

    Connections(Limits limits) {
        this.limits = limits;
    }

    @Override
    public void onAccepting(SelectableChannel channel) {
        String address = address(channel);
        Entry victim = null;
        boolean refused = false;
        synchronized (this) {
            boolean full = entries.size() >= limits.connections();
            if (full || ofAddress.getOrDefault(address, 0) >= limits.connectionsOfAddress()) {
                victim = oldest(address);
                refused = victim == null;
            }
            if (victim != null) {
                forget(victim);
            }
            if (!refused) {
                Entry entry = new Entry(channel, address);
                entries.put(channel, entry);
                ofAddress.merge(address, 1, Integer::sum);
                quiet.computeIfAbsent(address, unused -> new LinkedHashSet<>()).add(entry);
            }
        }
        if (victim != null) {
            say(victim, "408 Request Timeout", "too many connections of your address; this one said nothing whole");
        } else if (refused) {
            say(new Entry(channel, address), "503 Service Unavailable", "too many connections; ask again later");
        }
    }

    private Entry oldest(String address) {
        Set<Entry> silent = quiet.get(address);
        return silent == null ? null : silent.iterator().next();
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        gone(channel);
    }

    @Override
    public void onClosed(SelectableChannel channel) {
        gone(channel);
    }

    @Override
    public synchronized void onOpened(Connection connection) {
        Entry entry = entries.get(channel(connection.getEndPoint()));
        if (entry != null) {
            entry.connection = connection;
        }
    }

    @Override
    public void onClosed(Connection connection) {
        gone(channel(connection.getEndPoint()));
    }

    private synchronized void gone(SelectableChannel channel) {
        Entry entry = entries.get(channel);
        if (entry != null) {
            forget(entry);
        }
    }

    private void forget(Entry entry) {
        entries.remove(entry.channel);
        ofAddress.computeIfPresent(entry.address, (unused, count) -> count > 1 ? count - 1 : null);
        unquiet(entry);
    }

    private void unquiet(Entry entry) {
        quiet.computeIfPresent(entry.address, (unused, silent) -> {
            silent.remove(entry);
            return silent.isEmpty() ? null : silent;
        });
    }

    /** A whole head is there. */
    synchronized void busy(EndPoint endPoint) {
        Entry entry = entries.get(channel(endPoint));
        if (entry != null) {
            entry.busy = true;
            unquiet(entry);
        }
    }

    /** Its answer is out. */
    synchronized void idle(EndPoint endPoint) {
        Entry entry = entries.get(channel(endPoint));
        if (entry != null) {
            entry.busy = false;
            entry.since = NanoTime.now();
            entry.bytes = entry.connection == null ? 0 : entry.connection.getBytesIn();
            entry.begun = -1;
            quiet.computeIfAbsent(entry.address, unused -> new LinkedHashSet<>())
                    .add(entry);
        }
    }

    /** Closes what has been silent or slow for too long. */
    void sweep() {
        Set<Entry> late = new LinkedHashSet<>();
        synchronized (this) {
            long now = NanoTime.now();
            quiet.values()
                    .forEach(silent ->
                            silent.stream().filter(entry -> late(entry, now)).forEach(late::add));
            late.forEach(this::forget);
        }
        late.forEach(entry -> {
            if (entry.begun >= 0) {
                say(entry, "408 Request Timeout", "the request's head did not come whole");
            } else {
                close(entry);
            }
        });
    }

    private boolean late(Entry entry, long now) {
        long in = entry.connection == null ? 0 : entry.connection.getBytesIn();
        if (in > entry.bytes && entry.begun < 0) {
            entry.begun = now;
        }
        return entry.begun >= 0
                ? now - entry.begun > limits.head().toNanos()
                : now - entry.since > limits.idle().toNanos();
    }

    /** As far as it is taken at once: the caller may not read. */
    private static void say(Entry entry, String status, String words) {
        String body = words + "\n";
        String text = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\nConnection: close\r\nRetry-After: 5\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        try {
            SocketChannel socket = (SocketChannel) entry.channel;
            socket.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            socket.shutdownOutput();
        } catch (IOException e) {
            LOG.debug("a refusal was not taken: {}", e.getMessage());
        } finally {
            close(entry);
        }
    }

    private static void close(Entry entry) {
        if (entry.connection != null) {
            entry.connection.getEndPoint().close();
            return;
        }
        try {
            entry.channel.close();
        } catch (IOException e) {
            LOG.debug("a connection was closed already: {}", e.getMessage());
        }
    }

    private static SelectableChannel channel(EndPoint endPoint) {
        return (SelectableChannel) endPoint.getTransport();
    }

    private static String address(SelectableChannel channel) {
        try {
            SocketAddress remote = ((SocketChannel) channel).getRemoteAddress();
            return remote instanceof InetSocketAddress inet ? inet.getAddress().getHostAddress() : "";
        } catch (IOException e) {
            return "";
        }
    }
}
