package org.vmpilot.agent.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.loop.Mailbox;
import org.vmpilot.agent.machine.Event;
import org.vmpilot.host.Backoff;
import org.vmpilot.host.Uptime;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.SlotCall;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.seal.NodeKey;
import org.vmpilot.protocol.seal.Seal;

/** A coordinator that does not answer, on time of the test's own. */
class ConversationTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Uptime uptime = now::get;
    private final Mailbox mailbox = new Mailbox();
    private final SecureRandom random = new SecureRandom();

    private Conversation conversation(Optional<Duration> orphanAfter) {
        Seal seal = new Seal(NodeKey.derive(new byte[NodeKey.BYTES], "node01"), "node01", random);
        // Port 1 on loopback: refused at once.
        Coordinator nobody = new Coordinator(List.of("127.0.0.1:1"), seal, new HttpPost("node01"));
        AgentLog log = new AgentLog(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), uptime);
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), random);
        return new Conversation(
                nobody,
                mailbox,
                log,
                uptime,
                pause -> now.addAndGet(pause.toMillis()),
                backoff,
                orphanAfter,
                word -> {});
    }

    @Test
    @Timeout(60)
    void aSlotWhoseCoordinatorIsSilentForTooLongIsOrphaned() throws Exception {
        conversation(Optional.of(Duration.ofSeconds(90)))
                .listen(new SlotCall(SlotKey.parse("vabcdefga1.1"), "00112233445566778899aabbccddeeff"));

        assertThat(mailbox.await(0)).isEqualTo(new Event.End(Notice.ORPHANED, "no coordinator for 90 s"));
        assertThat(now.get()).isBetween(1_090_000L, 1_101_000L);
    }
}
