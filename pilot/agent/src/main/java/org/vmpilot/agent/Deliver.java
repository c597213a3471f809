package org.vmpilot.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.vmpilot.guard.NodeConf;
import org.vmpilot.guard.NodeConfException;
import org.vmpilot.guard.NodeConfFile;
import org.vmpilot.host.Pause;
import org.vmpilot.host.TrustedFile;
import org.vmpilot.host.Uptime;
import org.vmpilot.protocol.seal.NodeKey;
import org.vmpilot.protocol.seal.Seal;

/**
 * Delivers what is in the node's outbox: {@code Deliver}, started by {@code vmpilot-node deliver}, one at a time per node. Exit codes: 0 all
 * is confirmed, 1 something is left, 64 usage, 78 the node's configuration is wrong.
 */
public final class Deliver {
    private static final int KEY_FILE_LIMIT = 4096;
    private static final int USAGE = 64;
    private static final int CONFIGURATION = 78;
    /** Then the next slot, the next boot or an admin begins anew. */
    private static final Duration IDLE = Duration.ofHours(12);

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration MOST = Duration.ofMinutes(5);

    private Deliver() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 0) {
            System.err.println("usage: Deliver");
            System.exit(USAGE);
        }
        Uptime uptime = Uptime.system();
        AgentLog log = new AgentLog(System.err, uptime);
        NodeFolders folders = NodeFolders.standard(Path.of(System.getProperty("vmpilot.home", "/opt/vmpilot")));
        System.exit(run(folders, uptime, log));
    }

    static int run(NodeFolders folders, Uptime uptime, AgentLog log) throws InterruptedException {
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
        SecureRandom random = new SecureRandom();
        Coordinator coordinator = new Coordinator(
                conf.coordinators(), new Seal(key, conf.node(), random), new HttpPost(conf.node()));
        Delivery delivery = new Delivery(
                new Outbox(folders.outbox(), log),
                coordinator,
                uptime,
                Pause.system(),
                new Backoff(FIRST, MOST, random),
                log);
        try {
            return delivery.run(IDLE) ? 0 : 1;
        } catch (IOException e) {
            log.say("the outbox cannot be read: " + e);
            return 1;
        }
    }
}
