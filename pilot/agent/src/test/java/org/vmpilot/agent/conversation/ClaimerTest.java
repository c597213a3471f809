package org.vmpilot.agent.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.loop.Mailbox;
import org.vmpilot.agent.machine.Event;
import org.vmpilot.host.Backoff;
import org.vmpilot.host.Uptime;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.seal.NodeKey;
import org.vmpilot.protocol.seal.Seal;

/** A coordinator that does not know this node, on time of the test's own. */
class ClaimerTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Uptime uptime = now::get;
    private final Mailbox mailbox = new Mailbox();
    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger asked = new AtomicInteger();
    private ServerSocket server;

    @BeforeEach
    void begin() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::refuse, "server");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    private void refuse() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                asked.incrementAndGet();
                StringBuilder head = new StringBuilder();
                while (!head.toString().endsWith("\r\n\r\n")) {
                    head.append((char) socket.getInputStream().read());
                }
                String length = head.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1");
                socket.getInputStream().readNBytes(Integer.parseInt(length));
                String words = "node.key of node01 is not the one that the coordinator knows";
                socket.getOutputStream()
                        .write(("HTTP/1.1 403 Forbidden\r\nContent-Length: " + words.length() + "\r\n\r\n" + words)
                                .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                return; // the test has closed the server
            }
        }
    }

    private Claimer claimer(List<String> addresses) {
        Seal seal = new Seal(NodeKey.derive(new byte[NodeKey.BYTES], "node01"), "node01", random);
        AgentLog log = new AgentLog(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), uptime);
        Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), random);
        return new Claimer(
                new Coordinator(addresses, seal, new HttpPost("node01")),
                mailbox,
                log,
                uptime,
                pause -> {
                    now.addAndGet(pause.toMillis());
                    if (now.get() > 1_090_000) {
                        throw new InterruptedException("the test has seen enough");
                    }
                },
                backoff);
    }

    private static Claim claim() {
        return new Claim(SlotKey.parse("vabcdefga1.1"), "1", "node01", "00112233445566778899aabbccddeeff", "boot");
    }

    @Test
    @Timeout(60)
    void aPilotWhoseNodeIsNotKnownLeavesSoonAndSaysWhy() throws Exception {
        claimer(List.of("127.0.0.1:" + server.getLocalPort())).claim(claim());

        assertThat(mailbox.await(0))
                .isInstanceOfSatisfying(
                        Event.ClaimRefused.class,
                        refused -> assertThat(refused.words()).contains("403: node.key of node01 is not the one"));
        assertThat(now.get()).isBetween(1_015_000L, 1_025_000L);
        assertThat(asked.get()).as("one answer is not taken for the last word").isGreaterThan(2);
    }

    @Test
    @Timeout(60)
    void aCoordinatorThatCannotBeAskedMayKnowBetter() throws Exception {
        Claimer claimer = claimer(List.of("127.0.0.1:" + server.getLocalPort(), "127.0.0.1:1"));
        Thread thread = new Thread(
                () -> {
                    try {
                        claimer.claim(claim());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "claimer");
        thread.start();
        thread.join();

        assertThat(now.get()).as("it asks until its time is over").isGreaterThan(1_090_000L);
    }
}
