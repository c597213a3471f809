package org.vmpilot.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.vmpilot.agent.conversation.Coordinator;
import org.vmpilot.agent.conversation.HttpPost;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.node.Barriers;
import org.vmpilot.guard.CoordinatorAccess;
import org.vmpilot.guard.NodeConfFile;
import org.vmpilot.host.TrustedFile;
import org.vmpilot.protocol.Declined;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.seal.NodeKey;
import org.vmpilot.protocol.seal.Seal;

/** Says to the coordinator that no claim will come: the lease's people are to know why its job ends. Said once, and nothing depends on it. */
final class Declining {
    static final int KEY_FILE_LIMIT = 4096;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** What a file's errors may fill of a message. */
    private static final int WORDS = 1000;

    private final SlotKey slot;
    private final SecureRandom random;
    private final AgentLog log;

    Declining(SlotKey slot, SecureRandom random, AgentLog log) {
        this.slot = slot;
        this.random = random;
        this.log = log;
    }

    /** The node, or this slot on it, is closed. */
    void barred(CoordinatorAccess access, NodeKey key, Barriers.Barrier barrier) {
        say(access, key, new Declined(slot, access.node(), barrier.ofNode(), barrier.words()));
    }

    /** The node itself is not in order: heard as far as its coordinator and its key can be read. */
    void unfit(Path configuration, String why) {
        Optional<CoordinatorAccess> access = NodeConfFile.access(configuration);
        if (access.isEmpty()) {
            return;
        }
        try {
            NodeKey key = NodeKey.parse(TrustedFile.readSecret(access.get().keyFile(), KEY_FILE_LIMIT));
            String words = "the node's pilot could not start: " + why.substring(0, Math.min(WORDS, why.length()));
            say(access.get(), key, new Declined(slot, access.get().node(), false, words));
        } catch (IOException | IllegalArgumentException e) {
            log.say("the coordinator does not hear of it: " + e.getMessage());
        }
    }

    private void say(CoordinatorAccess access, NodeKey key, Declined declined) {
        String node = access.node();
        try {
            new Coordinator(access.coordinators(), new Seal(key, node, random), new HttpPost(node))
                    .call("declined", declined.toJson(), TIMEOUT);
        } catch (IOException e) {
            log.say("the coordinator does not hear of it: " + e.getMessage());
        }
    }
}
