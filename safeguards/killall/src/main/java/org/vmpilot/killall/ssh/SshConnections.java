package org.vmpilot.killall.ssh;

import com.jcraft.jsch.JSchException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.vmpilot.killall.fanout.FanOutEvent;
import org.vmpilot.killall.fanout.NodeResult;
import org.vmpilot.killall.fanout.NodeVerdict;
import org.vmpilot.killall.site.Endpoint;
import org.vmpilot.killall.site.Site;

/** Carries out what a fan-out wants, for all nodes of a site. One call at a time; reports from many threads. */
public final class SshConnections implements AutoCloseable {
    private final Site site;
    private final NodeEvents events;
    private final Login login;
    private final Probes probes;
    private final ExecutorService workers = Executors.newCachedThreadPool(Daemons.named("login"));
    private final Map<String, Wire> greeted = new ConcurrentHashMap<>();
    private final Map<String, Runnable> giveUp = new ConcurrentHashMap<>();

    /** @throws IOException with words for people: keys, known hosts, the jump host; no node was contacted */
    public SshConnections(Site site, NodeEvents events) throws IOException {
        this.site = site;
        this.events = forgetting(events);
        login = new Login(site);
        probes = site.jump().isPresent()
                ? new JumpProbes(login, site.jump().get(), site::endpoint)
                : new DirectProbes(site::endpoint);
    }

    /** What is over is not kept: thousands of sessions may follow. */
    private NodeEvents forgetting(NodeEvents events) {
        return new NodeEvents() {
            @Override
            public void event(FanOutEvent event) {
                if (event instanceof FanOutEvent.Ended ended) {
                    giveUp.remove(ended.result().node());
                } else if (event instanceof FanOutEvent.Broken broken) {
                    giveUp.remove(broken.result().node());
                }
                events.event(event);
            }

            @Override
            public void certificate(String node, String slot, String json) {
                events.certificate(node, slot, json);
            }
        };
    }

    /** For people: what is not in order and costs no more than single nodes. */
    public List<String> warnings() {
        return login.warnings();
    }

    public void probe(String node) {
        giveUp.put(node, probes.begin(node, new Probes.Outcome() {
            @Override
            public void greeted(Wire wire) {
                greeted.put(node, wire);
                events.event(new FanOutEvent.Probed(node));
            }

            @Override
            public void nobody(String why) {
                events.event(new FanOutEvent.Ended(unreachable(node, why)));
            }

            @Override
            public void broken(String why) {
                events.event(new FanOutEvent.Broken(unreachable(node, why)));
            }
        }));
    }

    public void run(String node, String command) {
        Wire wire = greeted.remove(node);
        Endpoint endpoint = site.endpoint(node);
        String knownAs = Endpoint.knownAs(node, endpoint.port());
        try {
            NodeSession session = new NodeSession(
                    node,
                    login.session(site.user(), knownAs, endpoint),
                    wire,
                    events,
                    workers,
                    e -> login.refusal(e, knownAs));
            giveUp.put(node, session::abandon);
            workers.execute(() -> session.run(command, login.timeoutMillis()));
        } catch (JSchException e) {
            throw new IllegalStateException("a session that is not yet connected cannot fail", e);
        }
    }

    public void abandon(String node) {
        Runnable close = giveUp.remove(node);
        if (close != null) {
            close.run();
        }
        greeted.remove(node);
    }

    private static NodeResult unreachable(String node, String why) {
        return NodeResult.of(node, NodeVerdict.UNREACHABLE, Printable.of(String.valueOf(why)));
    }

    @Override
    public void close() {
        giveUp.values().forEach(Runnable::run);
        probes.close();
        workers.shutdown();
    }
}
