package org.vmpilot.tests.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.vmpilot.protocol.seal.SealException;

/** One call of the agents' protocol on a connection of its own, as an agent makes it (docs/agent-protocol.md). For the agents' thread. */
final class AgentCall {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final int BUFFER = 8 << 10;

    private final SimulatedNode node;
    private final String verb;
    private final byte[] sealed;
    private final ByteBuffer out;
    private final ByteArrayOutputStream in = new ByteArrayOutputStream();
    private final BiConsumer<AgentCall, Optional<String>> then;
    private final SocketChannel channel;
    private boolean over;

    /** @param then told the opened answer; empty: "cannot ask", whatever the reason */
    AgentCall(SimulatedNode node, String verb, String body, BiConsumer<AgentCall, Optional<String>> then)
            throws IOException {
        this.node = node;
        this.verb = verb;
        this.then = then;
        this.sealed = node.seal().sealRequest(verb, body);
        String head = "POST /agent/v1/" + verb + " HTTP/1.1\r\nHost: agents\r\nVmpilot-Node: " + node.name()
                + "\r\nContent-Type: application/octet-stream\r\nContent-Length: " + sealed.length
                + "\r\nConnection: close\r\n\r\n";
        byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
        this.out = ByteBuffer.allocate(first.length + sealed.length)
                .put(first)
                .put(sealed)
                .flip();
        this.channel = SocketChannel.open();
    }

    void begin(Selector selector, InetSocketAddress door) {
        try {
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(node.address(), 0));
            channel.register(selector, SelectionKey.OP_CONNECT, this);
            if (channel.connect(door)) {
                connected(channel.keyFor(selector));
            }
        } catch (IOException e) {
            end(Optional.empty());
        }
    }

    void ready(SelectionKey key) {
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                connected(key);
            } else if (key.isWritable()) {
                write(key);
            } else if (key.isReadable()) {
                read();
            }
        } catch (IOException e) {
            end(Optional.empty());
        }
    }

    private void connected(SelectionKey key) throws IOException {
        key.interestOps(SelectionKey.OP_WRITE);
        write(key);
    }

    private void write(SelectionKey key) throws IOException {
        channel.write(out);
        if (!out.hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    private void read() throws IOException {
        ByteBuffer some = ByteBuffer.allocate(BUFFER);
        int count = channel.read(some);
        if (count < 0) {
            end(opened());
        } else {
            in.write(some.array(), 0, count);
        }
    }

    /** Nobody waits for it any more. */
    void giveUp() {
        if (!over) {
            end(Optional.empty());
        }
    }

    private void end(Optional<String> answer) {
        if (over) {
            return;
        }
        over = true;
        try {
            channel.close();
        } catch (IOException e) {
            // What was read of it counts all the same.
        }
        then.accept(this, answer);
    }

    /** A whole answer of status 200 that was sealed for this call, and nothing else. */
    private Optional<String> opened() {
        byte[] all = in.toByteArray();
        int end = end(all);
        if (end < 0) {
            return Optional.empty();
        }
        String head = new String(all, 0, end, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        byte[] body = Arrays.copyOfRange(all, end + HEAD_END.length, all.length);
        if (!head.startsWith("http/1.1 200 ") || !head.contains("content-length: " + body.length)) {
            return Optional.empty();
        }
        try {
            return Optional.of(node.seal().openAnswer(verb, sealed, body));
        } catch (SealException e) {
            return Optional.empty();
        }
    }

    private static int end(byte[] all) {
        for (int i = 0; i + HEAD_END.length <= all.length; i++) {
            if (Arrays.equals(all, i, i + HEAD_END.length, HEAD_END, 0, HEAD_END.length)) {
                return i;
            }
        }
        return -1;
    }
}
