package org.vmpilot.coordinator;

import com.google.common.collect.Lists;
import org.vmpilot.coordinator.agents.AgentService;
import org.vmpilot.coordinator.agents.LongPolls;
import org.vmpilot.coordinator.alarms.AlarmSource;
import org.vmpilot.coordinator.alarms.Alarms;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.jobs.Jobs;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.EventLoop;
import org.vmpilot.coordinator.loop.EventSignal;
import org.vmpilot.coordinator.loop.FreezeState;
import org.vmpilot.coordinator.loop.Intake;
import org.vmpilot.coordinator.loop.Ports;
import org.vmpilot.coordinator.loop.Retention;
import org.vmpilot.coordinator.loop.Settings;
import org.vmpilot.coordinator.nodes.LastSeen;
import org.vmpilot.coordinator.nodes.Nodes;
import org.vmpilot.coordinator.service.FreezeService;
import org.vmpilot.coordinator.service.LeaseService;
import org.vmpilot.coordinator.service.LeaseViews;
import org.vmpilot.coordinator.service.NodeService;
import org.vmpilot.coordinator.service.NodeViews;

/** The rooms, joined. Nobody else knows all of them, and no room hands out another. */
final class Rooms {
    private final EventLoop loop;
    private final Decisions decisions;
    private final FreezeState freezeState;
    private final AgentService agents;
    private final LeaseService leases;
    private final NodeService nodes;
    private final FreezeService freezes;
    private final Retention retention;

    Rooms(Ports ports, CoordinatorConfig config, String version, LongPolls polls, AlarmSource... others) {
        Settings settings = Settings.of(config);
        LastSeen lastSeen =
                new LastSeen(ports.clock().instant(), ports.store().reads().seen());
        freezeState = new FreezeState(ports.store());
        decisions = new Decisions(ports, settings, freezeState, lastSeen::of);
        Intake intake = new Intake(ports, decisions);
        loop = new EventLoop(ports, decisions, intake, freezeState);
        Jobs jobs = new Jobs(loop, decisions, intake, freezeState, ports, settings);
        Nodes known = new Nodes(loop, decisions, intake, lastSeen, ports, settings);
        Alarms alarms = new Alarms(ports.clock(), Lists.asList(known, others));
        EventSignal signal = new EventSignal();
        agents = new AgentService(loop, decisions, intake, freezeState, known, jobs, ports, settings, polls);
        NodeViews views = new NodeViews(decisions.leases(), ports.store().reads(), known, alarms, config);
        nodes = new NodeService(loop, decisions.leases(), known, views, ports);
        freezes = new FreezeService(loop, intake, freezeState, ports.clock());
        LeaseViews leaseViews = new LeaseViews(jobs, known, ports.clock(), settings.timing());
        leases = new LeaseService(
                loop, decisions, freezeState, jobs, signal, alarms, nodes, leaseViews, ports, config, version);
        retention = new Retention(loop, intake, ports, settings.keepEnded());
        loop.join(jobs, known, agents, signal, alarms);
    }

    EventLoop loop() {
        return loop;
    }

    Decisions decisions() {
        return decisions;
    }

    FreezeState freezeState() {
        return freezeState;
    }

    AgentService agents() {
        return agents;
    }

    LeaseService leases() {
        return leases;
    }

    NodeService nodes() {
        return nodes;
    }

    FreezeService freezes() {
        return freezes;
    }

    Retention retention() {
        return retention;
    }
}
