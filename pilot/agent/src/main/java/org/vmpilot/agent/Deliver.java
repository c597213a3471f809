package org.vmpilot.agent;

import java.io.IOException;
import java.security.SecureRandom;
import org.vmpilot.agent.conversation.Coordinator;
import org.vmpilot.agent.conversation.Delivery;
import org.vmpilot.agent.conversation.HttpPost;
import org.vmpilot.agent.conversation.Outbox;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.node.NodeFolders;
import org.vmpilot.guard.NodeConf;
import org.vmpilot.guard.NodeConfException;
import org.vmpilot.guard.NodeConfFile;
import org.vmpilot.host.TrustedFile;
import org.vmpilot.protocol.seal.NodeKey;
import org.vmpilot.protocol.seal.Seal;

/**
 * Delivers what is in the node's outbox: {@code Agent deliver}, started by vmpilot-node, one at a time per node and again with back-off
 * until all is confirmed. Exit codes: 0 all is confirmed, 1 something is left, 78 the node's configuration is wrong.
 */
final class Deliver {
    private static final int KEY_FILE_LIMIT = 4096;
    private static final int CONFIGURATION = 78;

    private Deliver() {}

    static int run(NodeFolders folders, AgentLog log) {
        NodeConf conf;
        NodeKey key;
        try {
            conf = NodeConfFile.read(folders.configuration());
            key = NodeKey.parse(TrustedFile.readSecret(conf.keyFile(), KEY_FILE_LIMIT));
        } catch (NodeConfException e) {
            e.problems().forEach(log::say);
            return CONFIGURATION;
        } catch (IOException | IllegalArgumentException e) {
            log.say(e.getMessage());
            return CONFIGURATION;
        }
        Coordinator coordinator = new Coordinator(
                conf.coordinators(), new Seal(key, conf.node(), new SecureRandom()), new HttpPost(conf.node()));
        Delivery delivery = new Delivery(new Outbox(folders.outbox(), log), coordinator, log);
        try {
            return delivery.run() ? 0 : 1;
        } catch (IOException e) {
            log.say("the outbox cannot be read: " + e);
            return 1;
        }
    }
}
