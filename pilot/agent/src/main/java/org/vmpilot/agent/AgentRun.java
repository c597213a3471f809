package org.vmpilot.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.vmpilot.agent.conversation.Claimer;
import org.vmpilot.agent.conversation.Conversation;
import org.vmpilot.agent.conversation.Coordinator;
import org.vmpilot.agent.conversation.HttpPost;
import org.vmpilot.agent.conversation.Reports;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.loop.EventLoop;
import org.vmpilot.agent.loop.Mailbox;
import org.vmpilot.agent.machine.Arriving;
import org.vmpilot.agent.machine.Left;
import org.vmpilot.agent.machine.SlotSetting;
import org.vmpilot.agent.node.Barriers;
import org.vmpilot.agent.node.Consoles;
import org.vmpilot.agent.node.Dom0Memory;
import org.vmpilot.agent.node.DomainEvents;
import org.vmpilot.agent.node.FactsFile;
import org.vmpilot.agent.node.GuardLine;
import org.vmpilot.agent.node.Guests;
import org.vmpilot.agent.node.LauncherLines;
import org.vmpilot.agent.node.NodeFolders;
import org.vmpilot.agent.node.SlotFiles;
import org.vmpilot.guard.Deadlines;
import org.vmpilot.guard.NodeConf;
import org.vmpilot.guard.NodeConfException;
import org.vmpilot.guard.NodeConfFile;
import org.vmpilot.guard.NodePolicy;
import org.vmpilot.host.Backoff;
import org.vmpilot.host.BootId;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.host.Pause;
import org.vmpilot.host.TrustedFile;
import org.vmpilot.host.Uptime;
import org.vmpilot.protocol.Peer;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.seal.NodeKey;
import org.vmpilot.protocol.seal.Seal;
import org.vmpilot.vmm.Vmm;
import org.vmpilot.vmm.xl.XlSettings;
import org.vmpilot.vmm.xl.XlVmm;

/** One run of the agent: reads the node's configuration, puts the parts together and runs the loop. */
final class AgentRun {
    private static final int NONCE_BYTES = 16;
    private static final Duration POLICY_FLUSH = Duration.ofSeconds(2);
    private static final Duration KILL_AFTER = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final SlotKey slot;
    private final NodeFolders folders;
    private final Map<String, String> environment;
    private final long startedMs;
    private final CommandRunner runner;
    private final Uptime uptime;
    private final AgentLog log;
    private final Mailbox mailbox = new Mailbox();
    private final SecureRandom random = new SecureRandom();

    AgentRun(
            SlotKey slot,
            NodeFolders folders,
            Map<String, String> environment,
            long startedMs,
            CommandRunner runner,
            Uptime uptime,
            AgentLog log) {
        this.slot = slot;
        this.folders = folders;
        this.environment = environment;
        this.startedMs = startedMs;
        this.runner = runner;
        this.uptime = uptime;
        this.log = log;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /** @return the exit code */
    int run(InputStream launcher) throws InterruptedException {
        Optional<Barriers.Barrier> barrier = Barriers.against(slot, folders);
        barrier.ifPresent(known -> log.say("leaving, nothing was started: " + known.words()));
        NodeConf conf;
        NodeKey key;
        String bootId;
        try {
            conf = NodeConfFile.read(folders.configuration());
            key = NodeKey.parse(TrustedFile.readSecret(conf.keyFile(), Declining.KEY_FILE_LIMIT));
            bootId = BootId.read();
        } catch (NodeConfException e) {
            e.problems().forEach(log::say);
            declining().unfit(folders.configuration(), String.join("; ", e.problems()));
            return Left.NOTHING_STARTED;
        } catch (IOException | IllegalArgumentException e) {
            log.say("leaving, nothing was started: " + e.getMessage());
            declining().unfit(folders.configuration(), String.valueOf(e.getMessage()));
            return Left.NOTHING_STARTED;
        }
        if (barrier.isPresent()) {
            declining().barred(conf.coordinatorAccess(), key, barrier.get());
            return Left.NOTHING_STARTED;
        }
        return loop(conf, key, bootId, launcher);
    }

    private Declining declining() {
        return new Declining(slot, random, log);
    }

    private int loop(NodeConf conf, NodeKey key, String bootId, InputStream launcher) throws InterruptedException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        SlotSetting setting = new SlotSetting(
                slot,
                conf.node(),
                HexFormat.of().formatHex(nonce),
                bootId,
                new Deadlines(startedMs),
                conf.guestMemoryOverheadMib());
        AgentParts parts = parts(conf, key, setting);
        Effects effects = new Effects(setting, parts, mailbox, log, uptime);
        effects.inBackground("launcher", () -> new LauncherLines(launcher, mailbox, log).read());
        Left left = new EventLoop(mailbox, uptime, effects).run(new Arriving(setting));
        finish(parts.reports(), effects, left);
        return left.exitCode();
    }

    /** Only a slot that touched nothing has the time to wait for the coordinator; all others leave to the reaper at once. */
    private void finish(Reports reports, Effects effects, Left left) throws InterruptedException {
        if (left.exitCode() == Left.NOTHING_STARTED) {
            effects.inBackground("last-reports", reports::send);
            reports.flush(POLICY_FLUSH);
        }
        try {
            reports.toOutbox(folders.outbox());
        } catch (IOException e) {
            log.say("reports are lost: " + e);
        }
    }

    private AgentParts parts(NodeConf conf, NodeKey key, SlotSetting setting) {
        Coordinator coordinator =
                new Coordinator(conf.coordinators(), new Seal(key, conf.node(), random), new HttpPost(conf.node()));
        SlotFiles files = new SlotFiles(folders, slot);
        Pause pause = Pause.system();
        Vmm vmm = vmm(conf, pause);
        Reports reports = new Reports(coordinator, setting, uptime, pause, backoff(500, 15_000));
        return new AgentParts(
                files,
                new FactsFile(folders.facts(), setting.bootId(), log),
                new GuardLine(folders.guard(slot)),
                new NodePolicy(conf),
                new Guests(vmm, slot, files, conf),
                new DomainEvents(vmm, mailbox, log, pause, backoff(1000, 60_000)),
                new Consoles(Consoles.FOLDER, slot, folders, log),
                room(conf),
                new Claimer(coordinator, mailbox, log, uptime, pause, backoff(200, 5000)),
                new Conversation(
                        coordinator,
                        mailbox,
                        log,
                        uptime,
                        pause,
                        backoff(500, 15_000),
                        conf.orphanAfter(),
                        word -> unknown(reports, word)),
                reports);
    }

    private static void unknown(Reports reports, String word) {
        reports.tell(
                Report.Event.UNKNOWN_WORD,
                OptionalInt.empty(),
                "the agent (" + Peer.own().words() + ") does not know the coordinator's word " + word);
    }

    private Backoff backoff(long firstMs, long mostMs) {
        return new Backoff(Duration.ofMillis(firstMs), Duration.ofMillis(mostMs), random);
    }

    private Vmm vmm(NodeConf conf, Pause pause) {
        String create = folders.programs().resolve("vmpilot-create").toString();
        XlSettings settings = new XlSettings(
                List.of("xl"),
                (index, file) -> List.of(create, slot.text(), Integer.toString(index), "--at-go"),
                XlSettings.watchOfXenstore(),
                environment,
                folders.guests(slot),
                conf.xlTimeout(),
                conf.xlCreateTimeout(),
                LOOK);
        return new XlVmm(runner, settings, uptime, pause);
    }

    private Dom0Memory room(NodeConf conf) {
        Path program = folders.programs().resolve("vmpilot-memory");
        Duration deadline = conf.memoryTimeout()
                .plus(conf.lockWait())
                .plus(conf.xlTimeout().multipliedBy(2))
                .plus(KILL_AFTER);
        return new Dom0Memory(conf.dom0MemoryFixed(), runner, program, environment, deadline);
    }
}
