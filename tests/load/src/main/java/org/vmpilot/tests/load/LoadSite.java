package org.vmpilot.tests.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.vmpilot.lrm.worker.WorkerServer;
import org.vmpilot.protocol.SlotKey;

/** A coordinator under load, with all that speaks to it; LRM and agents live here and outlive it. Closing it ends what it started. */
public final class LoadSite implements AutoCloseable {
    private static final int KEY_BYTES = 32;
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Path installation;
    private final Path folder;
    private final Duration patience;
    private final SimulatedAgents agents;
    private final InstantLrm lrm;
    private final WorkerServer server;
    private final Api api;
    private CoordinatorProcess coordinator;

    /**
     * @param nodes and jobs that each takes at a time
     * @param queues q1, q2 …: of leases with several slots one at a time assembles in each
     * @param times the coordinator's table of that name, without its head
     */
    public record Shape(int nodes, int places, int queues, String times) {}

    private LoadSite(Path installation, Path folder, Duration patience, Shape shape) throws IOException {
        this.installation = installation;
        this.folder = folder;
        this.patience = patience;
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        int apiPort = freePort();
        int agentsPort = freePort();
        this.api = new Api(apiPort);
        this.agents = new SimulatedAgents(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), agentsPort), key, this::over);
        List<String> nodes = IntStream.rangeClosed(1, shape.nodes())
                .mapToObj(SimulatedNode::name)
                .toList();
        this.lrm = new InstantLrm(agents, nodes, shape.places());
        Path siteKey = folder.resolve("site.key");
        Files.writeString(siteKey, HexFormat.of().formatHex(key) + "\n");
        Files.setPosixFilePermissions(siteKey, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(folder.resolve("vmpilot.toml"), configuration(apiPort, agentsPort, nodes, shape));
        this.server = new WorkerServer(folder.resolve("lrm"), lrm);
        Thread serve = new Thread(this::serveLrm, "lrm");
        serve.setDaemon(true);
        serve.start();
    }

    /**
     * Everything but the coordinator.
     *
     * @param installation as scripts/build makes it
     * @param folder empty, with a short path (there is a socket in it)
     * @param patience how long anything is waited for
     */
    public static LoadSite in(Path installation, Path folder, Duration patience, Shape shape) throws IOException {
        return new LoadSite(installation, folder, patience, shape);
    }

    private void serveLrm() {
        try {
            server.serve();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void over(String job) {
        lrm.over(job);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String configuration(int apiPort, int agentsPort, List<String> nodes, Shape shape) {
        StringBuilder text =
                new StringBuilder("state = \"" + folder + "/state\"\nsite_key = \"" + folder + "/site.key\"\n"
                        + "[api]\nlisten = \"127.0.0.1:" + apiPort + "\"\ntoken_file = \"none\"\n"
                        + "[agents]\nlisten = \"127.0.0.1:" + agentsPort + "\"\n"
                        // The LRM of this bed has no gangs.
                        + "[lrm]\nprovider = \"embedded\"\nassembly = \"jobs\"\n[lrm.embedded]\nsocket = \"" + folder
                        + "/lrm\"\n"
                        + "[limits]\nopen_leases = 100000\nattempts = 50\n[times]\n" + shape.times());
        IntStream.rangeClosed(1, shape.queues())
                .forEach(queue ->
                        text.append("[[queue]]\nname = \"q").append(queue).append("\"\n"));
        nodes.forEach(node -> text.append("[[node]]\nname = \"").append(node).append("\"\n"));
        return text.toString();
    }

    /** Starts the coordinator, and waits until it serves. */
    public void startCoordinator() throws IOException {
        Path log = folder.resolve("coordinator.log");
        coordinator = CoordinatorProcess.start(installation, folder.resolve("vmpilot.toml"), log);
        await("the coordinator serves", () -> {
            if (!coordinator.runs()) {
                throw new IllegalStateException("the coordinator has ended: " + CoordinatorProcess.end(log));
            }
            return serves();
        });
    }

    private boolean serves() throws InterruptedException {
        try {
            return api.get("/v1/status").is(200);
        } catch (IOException e) {
            return false;
        }
    }

    /** kill -9. */
    public void killCoordinator() {
        coordinator.kill();
    }

    public CoordinatorProcess coordinator() {
        return coordinator;
    }

    public Api api() {
        return api;
    }

    public Path database() {
        return folder.resolve("state/vmpilot.db");
    }

    /** Words of agents that were answered so far. */
    public long words() {
        return agents.answered();
    }

    public AgentCounts agents() throws InterruptedException {
        return agents.counts();
    }

    /** What the pilots that were granted slots have seen. */
    public Map<SlotKey, SlotSight> slots() throws InterruptedException {
        return agents.slots();
    }

    /** What agents have seen that no coordinator may ever do, in words. */
    public List<String> faults() throws InterruptedException {
        return agents.faults();
    }

    /** Jobs that the LRM has and that are not over. */
    public List<LrmJob> jobs() {
        return lrm.living();
    }

    /** How many jobs each slot's key has had. */
    public Map<String, Integer> jobsOfSlots() {
        return lrm.jobsOfSlots();
    }

    /** While the LRM is held, jobs stay in its queue. */
    public void hold(boolean hold) {
        lrm.hold(hold);
    }

    /** Something that comes true. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    public void await(String what, Condition condition) {
        Awaitility.await(what)
                .atMost(patience)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .until(condition::holds);
    }

    @Override
    public void close() throws IOException {
        if (coordinator != null) {
            coordinator.kill();
        }
        server.close();
        agents.close();
    }
}
