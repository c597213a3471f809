package org.vmpilot.agent;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.loop.Mailbox;
import org.vmpilot.agent.node.NodeFolders;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.host.Uptime;
import org.vmpilot.protocol.SlotKey;

/**
 * The program on the node, started by vmpilot-node: {@code Agent run SLOT} with the launcher's lines on stdin, exit codes 0 the slot
 * ended as it should, 4 nothing was started, 1 it failed, 3 (the JVM) its memory ran out; {@code Agent deliver}, see {@link Deliver}. 64 usage.
 */
public final class Agent {
    private static final int USAGE = 64;
    private static final int FAILED = 1;

    private Agent() {}

    public static void main(String[] arguments) {
        int code = FAILED;
        try {
            code = dispatch(arguments);
        } catch (InterruptedException | RuntimeException e) {
            System.err.println("the agent failed: " + e);
            e.printStackTrace();
        } finally {
            // Not exit: a TERM may be waiting in the shutdown hook, and threads may hang in xl.
            Runtime.getRuntime().halt(code);
        }
    }

    private static int dispatch(String[] arguments) throws InterruptedException {
        if (arguments.length == 2 && arguments[0].equals("run") && SlotKey.isValid(arguments[1])) {
            return run(SlotKey.parse(arguments[1]));
        }
        if (arguments.length == 1 && arguments[0].equals("deliver")) {
            Uptime uptime = Uptime.system();
            return Deliver.run(folders(), new AgentLog(System.err, uptime));
        }
        System.err.println("usage: Agent run SLOT (for example vabcdefga1.2) | Agent deliver");
        return USAGE;
    }

    /** An installation has {@code node/} beside {@code lib/agent/*.jar}, and the class path names the jars absolutely. */
    private static NodeFolders folders() {
        String classPath = System.getProperty("java.class.path");
        int end = classPath.indexOf(':');
        Path jar = Path.of(end < 0 ? classPath : classPath.substring(0, end)).toAbsolutePath();
        return NodeFolders.standard(jar.getParent().getParent().getParent());
    }

    private static int run(SlotKey slot) throws InterruptedException {
        Uptime uptime = Uptime.system();
        AgentRun run = new AgentRun(
                slot,
                folders(),
                environment(slot),
                startedMs(uptime),
                new SessionCommandRunner(),
                uptime,
                new AgentLog(System.err, uptime));
        onTerm(run.mailbox());
        return run.run(System.in);
    }

    private static void onTerm(Mailbox mailbox) {
        Runtime.getRuntime().addShutdownHook(new TermHook(mailbox));
    }

    /** The whole environment of every command. {@code VMPILOT_SLOT} marks it as a maker of this slot, with a secret of root's that comes from vmpilot-node. */
    private static Map<String, String> environment(SlotKey slot) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin");
        environment.put("LC_ALL", "C");
        environment.put("HOME", "/");
        environment.put("VMPILOT_SLOT", Optional.ofNullable(System.getenv("VMPILOT_SLOT")).orElse(slot.text()));
        return environment;
    }

    /** When vmpilot-node began; a value that cannot be is replaced by now. */
    private static long startedMs(Uptime uptime) {
        long now = uptime.millis();
        String text = System.getenv("VMPILOT_STARTED_MS");
        if (text != null && text.matches("[0-9]{1,15}") && Long.parseLong(text) <= now) {
            return Long.parseLong(text);
        }
        return now;
    }
}
