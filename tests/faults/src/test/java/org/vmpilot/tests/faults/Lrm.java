package org.vmpilot.tests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.vmpilot.tests.node.Patience;
import org.vmpilot.tests.node.Run;

/** The embedded LRM: the real daemon, spoken to over its socket (docs/worker-protocol.md) and not by our adapter's code. */
final class Lrm implements AutoCloseable {
    static final String PLAIN = "plain";
    static final String BARRIER = "barrier";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TERMINATE = 4; // org.ggf.drmaa.Session.TERMINATE
    private static final int ACTIVE = 1; // org.ggf.drmaa.JobTemplate.ACTIVE_STATE

    private final Path installation;
    private final Path folder;
    private final Set<String> nodes;
    private Process daemon;

    Lrm(Path installation, Path folder, Map<String, Path> nodes) throws IOException {
        this.installation = installation;
        this.folder = folder;
        this.nodes = nodes.keySet();
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("lrm.toml"), configuration(nodes));
        start();
    }

    private String configuration(Map<String, Path> nodes) {
        StringBuilder text = new StringBuilder("state = \"%s/state\"\nsocket = \"%s\"%n".formatted(folder, socket()));
        text.append("\n[[queue]]\nname = \"plain\"\nkill_delay = \"4s\"\n");
        text.append("\n[[queue]]\nname = \"barrier\"\nkill_delay = \"4s\"\n");
        text.append("prolog = [\"/opt/vmpilot/node/prolog\"]\nepilog = [\"/opt/vmpilot/node/epilog\"]\n");
        nodes.forEach((name, node) -> {
            String enter = "[\"%s\", \"exec\", \"%s\"".formatted(installation.resolve("bin/virtual-node"), node);
            text.append("\n[[node]]\nname = \"%s\"\n".formatted(name));
            text.append("enter = %s, \"--user\", \"vmjob\", \"--\"]\n".formatted(enter));
            text.append("enter_root = %s, \"--\"]\n".formatted(enter));
        });
        return text.toString();
    }

    private Path socket() {
        return folder.resolve("socket");
    }

    synchronized void start() throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                installation.resolve("bin/vmpilot-lrm").toString(),
                folder.resolve("lrm.toml").toString());
        command.redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        daemon = command.start();
        Patience.await("the LRM answers").ignoreExceptions().until(() -> call("x-nodes", Map.of()) != null);
    }

    /** kill -9 and a new start. */
    synchronized void restart() throws IOException {
        daemon.destroyForcibly();
        Patience.await("the LRM is dead").until(() -> !daemon.isAlive());
        start();
    }

    /** Stopped for a while; calls are not answered until then. */
    synchronized void standStill(long milliseconds) {
        String pid = Long.toString(daemon.pid());
        Run.start(List.of("kill", "-STOP", pid), "").result();
        Beat.pause(milliseconds);
        Run.start(List.of("kill", "-CONT", pid), "").result();
    }

    /**
     * @param on the only nodes that it may run on
     * @return the job's id
     */
    String submit(String name, Set<String> on, String specification, List<String> command) {
        String others = nodes.stream().filter(node -> !on.contains(node)).collect(Collectors.joining(","));
        Map<String, Object> job = Map.of(
                "remoteCommand",
                command.get(0),
                "args",
                command.subList(1, command.size()),
                "jobName",
                name,
                "jobSubmissionState",
                ACTIVE,
                "nativeSpecification",
                specification + (others.isEmpty() ? "" : " avoid=" + others));
        try {
            return call("runJob", Map.of("job", job)).asText();
        } catch (UncheckedIOException e) {
            // Another case has killed the daemon in between; the one that answers now knows whether the job was taken.
            JsonNode taken = call("x-search", Map.of("name", name)).path(0);
            return (taken.isMissingNode() ? call("runJob", Map.of("job", job)) : taken.path("id")).asText();
        }
    }

    /** Kills what watches a gang's run on one node, from outside the node: to the LRM the node is lost. */
    void lose(String job, int task) {
        String run = folder + "/state/runs/" + job + "." + task + "-";
        NodeProcesses.kill(NodeProcesses.of(ProcessHandle.current().pid()).stream()
                .filter(process -> process.commandLine().contains("/shepherd " + run))
                .toList());
    }

    /** Why the job of this name ended, in the LRM's words. */
    String reason(String name) {
        return call("x-search", Map.of("name", name)).path(0).path("reason").asText();
    }

    void cancel(String job) {
        call("control", Map.of("job", job, "action", TERMINATE));
    }

    /** Whether the LRM knows the job and says that it is over, epilog included. */
    boolean isOver(String name) {
        for (JsonNode job : call("x-search", Map.of("name", name))) {
            if (!job.path("state").asText().equals("ENDED")) {
                return false;
            }
        }
        return true;
    }

    JsonNode node(String name) {
        for (JsonNode node : call("x-nodes", Map.of())) {
            if (node.path("node").asText().equals(name)) {
                return node;
            }
        }
        throw new AssertionError("the LRM knows no node " + name);
    }

    void resume(String node) {
        if (node(node).path("drained").asBoolean()) {
            call("x-resume", Map.of("node", node, "tag", ""));
        }
    }

    /** One call on a line of its own: the daemon may be killed and started again at any time. */
    JsonNode call(String verb, Map<String, Object> arguments) {
        for (int attempt = 0; ; attempt++) {
            try {
                return callOnce(verb, arguments);
            } catch (IOException e) {
                if (attempt == 200 || (verb.equals("runJob") && !(e instanceof NotSent))) {
                    throw new UncheckedIOException(e);
                }
                Beat.pause(50);
            }
        }
    }

    private JsonNode callOnce(String verb, Map<String, Object> arguments) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            connect(channel);
            BufferedReader answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            greet(channel, answers);
            return say(channel, answers, 2, verb, arguments);
        }
    }

    /** The daemon went away before it was told anything. */
    private static final class NotSent extends IOException {
        private static final long serialVersionUID = 1L;

        NotSent(IOException cause) {
            super(cause);
        }
    }

    private void connect(SocketChannel channel) throws NotSent {
        try {
            channel.connect(UnixDomainSocketAddress.of(socket()));
        } catch (IOException e) {
            throw new NotSent(e);
        }
    }

    private static void greet(SocketChannel channel, BufferedReader answers) throws NotSent {
        try {
            answers.readLine();
            say(channel, answers, 1, "init", Map.of("contact", ""));
        } catch (IOException e) {
            throw new NotSent(e);
        }
    }

    private static JsonNode say(
            SocketChannel channel, BufferedReader answers, int id, String verb, Map<String, Object> arguments)
            throws IOException {
        ObjectNode request = JSON.createObjectNode().put("id", id).put("verb", verb);
        request.set("args", JSON.valueToTree(arguments));
        channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the LRM hung up");
        }
        JsonNode read = JSON.readTree(answer);
        if (read.has("error")) {
            throw new IllegalStateException(verb + ": " + read.get("error"));
        }
        return read.path("result");
    }

    @Override
    public void close() {
        daemon.destroy();
        Patience.await("the LRM ends").until(() -> !daemon.isAlive());
    }
}
