package org.vmpilot.killall;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.vmpilot.host.Uptime;
import org.vmpilot.killall.fanout.FanOut;
import org.vmpilot.killall.fanout.FanOutAction;
import org.vmpilot.killall.fanout.FanOutEvent;
import org.vmpilot.killall.fanout.NodeResult;
import org.vmpilot.killall.site.Site;
import org.vmpilot.killall.ssh.NodeEvents;
import org.vmpilot.killall.ssh.SshConnections;
import org.vmpilot.protocol.nodes.NodeSet;

/** Carries out a plan: events in, the fan-out's actions out, verdicts to the journal. One thread; may be interrupted from another. */
final class FanOutRun implements NodeEvents {
    private final Plan plan;
    private final Uptime uptime;
    private final RunRecord record;
    private final Terminal terminal;
    private final FanOut fanOut;
    private final Progress progress;
    private final BlockingQueue<FanOutEvent> events = new LinkedBlockingQueue<>();
    private final List<NodeResult> results = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean interrupted;
    private int bad;

    FanOutRun(Plan plan, Uptime uptime, RunRecord record, Terminal terminal) {
        this.plan = plan;
        this.uptime = uptime;
        this.record = record;
        this.terminal = terminal;
        fanOut = new FanOut(plan.nodes().names(), plan.limits());
        progress = terminal.progress(plan.verb().word, plan.nodes().size(), uptime.millis());
    }

    /**
     * Returns when every node has its verdict, or after {@link #interrupt}.
     *
     * @throws IOException keys, known hosts or jump host are not in order; no node was contacted
     */
    List<NodeResult> run(Site site) throws IOException, InterruptedException {
        try (SshConnections connections = new SshConnections(site, this)) {
            connections.warnings().forEach(terminal::say);
            events.add(new FanOutEvent.Tick());
            while (!fanOut.isOver() && !interrupted) {
                FanOutEvent event = events.poll(pause(), TimeUnit.MILLISECONDS);
                step(event == null ? new FanOutEvent.Tick() : event, connections);
                for (event = events.poll(); event != null; event = events.poll()) {
                    step(event, connections);
                }
                record.sync();
                progress.show(fanOut, bad, uptime.millis());
            }
        } finally {
            progress.clear();
            stopped.countDown();
        }
        return results();
    }

    private long pause() {
        long untilTick = fanOut.nextTick() - uptime.millis();
        return Math.max(0, Math.min(untilTick, progress.interval()));
    }

    private void step(FanOutEvent event, SshConnections connections) {
        for (FanOutAction action : fanOut.on(event, uptime.millis())) {
            if (action instanceof FanOutAction.Probe probe) {
                connections.probe(probe.node());
            } else if (action instanceof FanOutAction.Run run) {
                connections.run(run.node(), plan.command());
            } else if (action instanceof FanOutAction.Abandon abandon) {
                connections.abandon(abandon.node());
            } else if (action instanceof FanOutAction.Keep keep) {
                results.add(keep.result());
                bad += keep.result().verdict().isGood() ? 0 : 1;
                record.result(keep.result());
            }
        }
    }

    @Override
    public void event(FanOutEvent event) {
        events.add(
                event instanceof FanOutEvent.Ended ended
                        ? new FanOutEvent.Ended(plan.verb().answer(ended.result()))
                        : event);
    }

    @Override
    public void certificate(String node, String slot, String json) {
        record.certificate(node, slot, json);
    }

    /** Begins nothing more and waits until the run has stopped. On the nodes, what runs there goes on to its end. */
    void interrupt() throws InterruptedException {
        interrupted = true;
        events.add(new FanOutEvent.Tick());
        stopped.await();
    }

    /** After the end. */
    List<NodeResult> results() {
        return List.copyOf(results);
    }

    /** After the end. */
    NodeSet running() {
        return NodeSet.of(fanOut.running());
    }

    /** After the end. */
    NodeSet notBegun() {
        return NodeSet.of(fanOut.notBegun());
    }
}
