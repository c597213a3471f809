package org.vmpilot.coordinator.http;

import java.nio.channels.SelectableChannel;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
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
    private final Limits limits;
    private final boolean plain;
    private final Map<SelectableChannel, Peer> peers = new HashMap<>();
    /** Those without a whole request, by address, in the order in which they fell silent. */
    private final Map<String, Set<Peer>> quiet = new HashMap<>();

    private final Map<String, Integer> ofAddress = new HashMap<>();

    /** @param plain whether words that go out as they are can be read by the caller: not under TLS */
    Connections(Limits limits, boolean plain) {
        this.limits = limits;
        this.plain = plain;
    }

    @Override
    public void onAccepting(SelectableChannel channel) {
        String address = Peer.address(channel);
        Peer victim = null;
        boolean refused = false;
        synchronized (this) {
            boolean full = peers.size() >= limits.connections();
            if (full || ofAddress.getOrDefault(address, 0) >= limits.connectionsOfAddress()) {
                victim = oldest(address);
                refused = victim == null;
            }
            if (victim != null) {
                forget(victim);
            }
            if (!refused) {
                Peer peer = new Peer(channel, address);
                peers.put(channel, peer);
                ofAddress.merge(address, 1, Integer::sum);
                quiet.computeIfAbsent(address, unused -> new LinkedHashSet<>()).add(peer);
            }
        }
        if (victim != null) {
            refuse(victim, "408 Request Timeout", "too many connections of your address; this one said nothing whole");
        } else if (refused) {
            refuse(new Peer(channel, address), "503 Service Unavailable", "too many connections; ask again later");
        }
    }

    private Peer oldest(String address) {
        Set<Peer> silent = quiet.get(address);
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
        Peer peer = peers.get(channel(connection.getEndPoint()));
        if (peer != null) {
            peer.opened(connection);
        }
    }

    @Override
    public void onClosed(Connection connection) {
        gone(channel(connection.getEndPoint()));
    }

    private synchronized void gone(SelectableChannel channel) {
        Peer peer = peers.get(channel);
        if (peer != null) {
            forget(peer);
        }
    }

    private void forget(Peer peer) {
        peers.remove(peer.channel());
        ofAddress.computeIfPresent(peer.address(), (unused, count) -> count > 1 ? count - 1 : null);
        unquiet(peer);
    }

    private void unquiet(Peer peer) {
        quiet.computeIfPresent(peer.address(), (unused, silent) -> {
            silent.remove(peer);
            return silent.isEmpty() ? null : silent;
        });
    }

    /** A whole head is there. */
    synchronized void busy(EndPoint endPoint) {
        Peer peer = peers.get(channel(endPoint));
        if (peer != null) {
            unquiet(peer);
        }
    }

    /** Its answer is out. */
    synchronized void idle(EndPoint endPoint) {
        Peer peer = peers.get(channel(endPoint));
        if (peer != null) {
            peer.silent();
            quiet.computeIfAbsent(peer.address(), unused -> new LinkedHashSet<>())
                    .add(peer);
        }
    }

    /** Closes what has been silent or slow for too long. */
    void sweep() {
        Set<Peer> late = new LinkedHashSet<>();
        synchronized (this) {
            long now = NanoTime.now();
            quiet.values()
                    .forEach(silent -> silent.stream()
                            .filter(peer -> peer.late(now, limits))
                            .forEach(late::add));
            late.forEach(this::forget);
        }
        late.forEach(peer -> {
            if (peer.begun()) {
                refuse(peer, "408 Request Timeout", "the request's head did not come whole");
            } else {
                peer.close();
            }
        });
    }

    private void refuse(Peer peer, String status, String words) {
        if (plain) {
            peer.refuse(status, words);
        } else {
            peer.close();
        }
    }

    /** Under TLS an end point stands on another, whose transport is the channel. */
    private static SelectableChannel channel(EndPoint endPoint) {
        Object transport = endPoint.getTransport();
        while (transport instanceof EndPoint below) {
            transport = below.getTransport();
        }
        return (SelectableChannel) transport;
    }
}
