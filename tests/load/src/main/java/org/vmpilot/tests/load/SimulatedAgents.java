package org.vmpilot.tests.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.vmpilot.protocol.SlotKey;

/** All agents of the LRM's jobs. From any thread. */
final class SimulatedAgents implements InstantLrm.Pilots, AutoCloseable {
    private static final int NONCE_BYTES = 16;

    private final AgentThread thread;
    private final byte[] siteKey;
    private final Consumer<String> jobOver;
    private final SecureRandom random = new SecureRandom();
    private final AgentSights sights = new AgentSights();
    private final Map<String, SimulatedNode> nodes = new HashMap<>();
    private final Map<String, SimulatedAgent> agents = new HashMap<>();

    /** @param jobOver told the id of a job whose pilot has left */
    SimulatedAgents(InetSocketAddress door, byte[] siteKey, Consumer<String> jobOver) throws IOException {
        this.thread = AgentThread.start(door);
        this.siteKey = siteKey.clone();
        this.jobOver = jobOver;
    }

    @Override
    public void start(LrmJob job) {
        thread.post(() -> {
            SimulatedNode node = nodes.computeIfAbsent(
                    job.node(), name -> SimulatedNode.of(SimulatedNode.number(name), siteKey, random));
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            SimulatedAgent agent = new SimulatedAgent(
                    thread,
                    node,
                    SlotKey.parse(job.slot()),
                    job.id(),
                    HexFormat.of().formatHex(nonce),
                    sights,
                    this::over);
            agents.put(job.id(), agent);
            agent.start();
        });
    }

    private void over(String job) {
        agents.remove(job);
        jobOver.accept(job);
    }

    @Override
    public void terminate(String job) {
        thread.post(() -> {
            SimulatedAgent agent = agents.get(job);
            if (agent != null) {
                agent.terminated();
            }
        });
    }

    long answered() {
        return thread.answered();
    }

    AgentCounts counts() throws InterruptedException {
        return thread.ask(sights::counts);
    }

    Map<SlotKey, SlotSight> slots() throws InterruptedException {
        return thread.ask(sights::slots);
    }

    List<String> faults() throws InterruptedException {
        return thread.ask(sights::faults);
    }

    @Override
    public void close() {
        thread.close();
    }
}
