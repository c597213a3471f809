package org.vmpilot.killall.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.vmpilot.killall.site.Endpoint;
import org.vmpilot.killall.site.JumpHost;

/**
 * Probes through a jump host: one login there, a forwarded connection for each node. The jump host resolves the names. A thread each,
 * because JSch's channels block.
 */
final class JumpProbes implements Probes {
    /** The jump host's own connect can take minutes; the fan-out gives up long before. */
    private static final int CONNECT_MS = 60_000;

    private final Function<String, Endpoint> endpoints;
    private final Session session;
    private final ExecutorService threads = Executors.newCachedThreadPool(Daemons.named("jump"));

    JumpProbes(Login login, JumpHost jump, Function<String, Endpoint> endpoints) throws IOException {
        this.endpoints = endpoints;
        String knownAs =
                Endpoint.knownAs(jump.endpoint().host(), jump.endpoint().port());
        try {
            session = login.session(jump.user(), knownAs, jump.endpoint());
            session.connect(login.timeoutMillis());
        } catch (JSchException e) {
            String why = login.refusal(e, knownAs).orElse(Printable.of(String.valueOf(e.getMessage())));
            throw new IOException("jump host " + jump + ": " + why, e);
        }
    }

    @Override
    public Runnable begin(String node, Outcome outcome) {
        AtomicReference<ChannelDirectTCPIP> open = new AtomicReference<>();
        threads.execute(() -> probe(endpoints.apply(node), open, outcome));
        return () -> {
            ChannelDirectTCPIP channel = open.get();
            if (channel != null) {
                threads.execute(channel::disconnect);
            }
        };
    }

    private void probe(Endpoint endpoint, AtomicReference<ChannelDirectTCPIP> open, Outcome outcome) {
        try {
            ChannelDirectTCPIP channel = (ChannelDirectTCPIP) session.openChannel("direct-tcpip");
            open.set(channel);
            channel.setHost(endpoint.host());
            channel.setPort(endpoint.port());
            InputStream input = channel.getInputStream();
            OutputStream output = channel.getOutputStream();
            channel.connect(CONNECT_MS);
            greet(channel, input, output, outcome);
        } catch (JSchException e) {
            outcome.nobody(session.isConnected() ? "not reached from the jump host" : "the jump host has left us");
        } catch (IOException e) {
            outcome.broken("connection through the jump host broke: " + e.getMessage());
        }
    }

    private void greet(ChannelDirectTCPIP channel, InputStream input, OutputStream output, Outcome outcome)
            throws IOException {
        Greeting greeting = new Greeting();
        byte[] bytes = new byte[1024];
        while (true) {
            int length = input.read(bytes);
            if (length < 0) {
                throw new IOException("closed before the SSH server greeted");
            }
            switch (greeting.add(bytes, length)) {
                case COMPLETE -> {
                    outcome.greeted(
                            Wire.after(greeting, input, output, null, () -> threads.execute(channel::disconnect)));
                    return;
                }
                case NOT_SSH -> {
                    outcome.nobody("what answers there is no SSH server");
                    return;
                }
                case INCOMPLETE -> {}
            }
        }
    }

    @Override
    public void close() {
        session.disconnect();
        threads.shutdown();
    }
}
