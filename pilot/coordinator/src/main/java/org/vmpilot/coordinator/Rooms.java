package org.vmpilot.coordinator;

import com.google.common.collect.Lists;
import com.google.common.collect.Sets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.vmpilot.coordinator.access.AuditLog;
import org.vmpilot.coordinator.access.PastUsage;
import org.vmpilot.coordinator.access.Tokens;
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
import org.vmpilot.coordinator.loop.Watchdog;
import org.vmpilot.coordinator.metrics.Meters;
import org.vmpilot.coordinator.metrics.Metrics;
import org.vmpilot.coordinator.metrics.SiteSources;
import org.vmpilot.coordinator.nodes.LastSeen;
import org.vmpilot.coordinator.nodes.Nodes;
import org.vmpilot.coordinator.offers.Holds;
import org.vmpilot.coordinator.offers.Offers;
import org.vmpilot.coordinator.offers.SiteAdmission;
import org.vmpilot.coordinator.offers.Windows;
import org.vmpilot.coordinator.service.AccountService;
import org.vmpilot.coordinator.service.CreateChecks;
import org.vmpilot.coordinator.service.DryRuns;
import org.vmpilot.coordinator.service.FreezeService;
import org.vmpilot.coordinator.service.HoldService;
import org.vmpilot.coordinator.service.HoldViews;
import org.vmpilot.coordinator.service.LeaseService;
import org.vmpilot.coordinator.service.LeaseViews;
import org.vmpilot.coordinator.service.NodeService;
import org.vmpilot.coordinator.service.NodeViews;
import org.vmpilot.coordinator.service.UsageService;
import org.vmpilot.coordinator.service.Warnings;

/** The rooms, joined. Nobody else knows all of them, and no room hands out another. */
final class Rooms {
    static final Duration LOOK = Duration.ofSeconds(30);

    private final EventLoop loop;
    private final Decisions decisions;
    private final FreezeState freezeState;
    private final AgentService agents;
    private final LeaseService leases;
    private final NodeService nodes;
    private final FreezeService freezes;
    private final Retention retention;
    private final Jobs jobs;
    private final AccountService accounts;
    private final HoldService holds;
    private final Nodes known;
    private final Alarms alarms;
    private final EventSignal signal;
    private final Settings settings;
    private final Ports ports;
    private final CoordinatorConfig config;
    private final String version;

    /** @param wall what people, and the calendar, read the time from */
    Rooms(
            Ports ports,
            InstantSource wall,
            CoordinatorConfig config,
            String version,
            LongPolls polls,
            AlarmSource... others) {
        this.ports = ports;
        this.config = config;
        this.version = version;
        settings = Settings.of(config, ports.lrm());
        LastSeen lastSeen =
                new LastSeen(ports.clock().instant(), ports.store().reads().seen());
        freezeState = new FreezeState(ports.store());
        decisions = new Decisions(ports, settings, freezeState, lastSeen::of);
        Intake intake = new Intake(ports, decisions);
        loop = new EventLoop(ports, decisions, intake, freezeState);
        known = new Nodes(loop, decisions, intake, lastSeen, ports, settings);
        Holds held = new Holds(ports.store());
        Windows windows = new Windows(config.windows(), wall, ports.clock(), settings.timing());
        SiteAdmission admission = new SiteAdmission(held, windows, decisions, intake);
        jobs = new Jobs(
                loop,
                decisions,
                intake,
                freezeState,
                ports,
                settings,
                admission,
                lease -> Sets.union(known.leftOut(), admission.closedNodes(lease)));
        alarms = new Alarms(ports.clock(), Lists.asList(known, jobs::alarms, others));
        signal = new EventSignal(ports);
        agents = new AgentService(loop, decisions, intake, freezeState, known, jobs, ports, settings, admission, polls);
        AuditLog audit = new AuditLog(loop, ports);
        accounts = new AccountService(
                new Tokens(loop, ports, config.access(), audit),
                audit,
                new UsageService(ports.store().readers(), ports.clock()),
                config);
        NodeViews views = new NodeViews(decisions.leases(), ports.store().readers(), known, alarms, admission, config);
        nodes = new NodeService(loop, decisions.leases(), known, views, ports, audit);
        freezes = new FreezeService(loop, intake, freezeState, ports.clock(), audit);
        Offers offers = new Offers(config, known);
        CreateChecks checks = new CreateChecks(decisions, freezeState, ports, config);
        Warnings warnings = new Warnings(offers, admission);
        DryRuns dryRuns = new DryRuns(loop, checks, offers, warnings, views, ports);
        LeaseViews leaseViews = new LeaseViews(jobs, known, admission, warnings, ports.clock(), settings.timing());
        HoldViews holdViews = new HoldViews(held, windows);
        holds = new HoldService(loop, held, admission, holdViews, config, ports.clock(), wall, audit);
        leases = new LeaseService(
                loop,
                decisions,
                freezeState,
                jobs,
                signal,
                alarms,
                nodes,
                leaseViews,
                holdViews,
                ports,
                checks,
                dryRuns,
                audit,
                version);
        retention = new Retention(loop, intake, ports, settings);
        loop.join(
                new PastUsage(config.access(), decisions.leases(), ports),
                held,
                admission,
                jobs,
                known,
                agents,
                signal,
                alarms);
    }

    /**
     * What those see who watch; before the loop is started.
     *
     * @param meters those that the ports were made with
     */
    Metrics metrics(Meters meters) {
        SiteSources sources = new SiteSources(
                decisions.leases(),
                known,
                jobs,
                alarms,
                signal,
                freezeState,
                ports.clock(),
                ports.clock().instant(),
                config.nodes().size(),
                settings.timing().heartbeatLost(),
                settings.queryMax().multipliedBy(2),
                config.stateFolder());
        Metrics metrics = new Metrics(meters, sources, version);
        loop.join(metrics.counters());
        return metrics;
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

    HoldService holds() {
        return holds;
    }

    AccountService accounts() {
        return accounts;
    }

    /** Signs of life, looked at every {@link #LOOK}: time is looked at each minute, and the LRM's programs have deadlines of their own. */
    List<Watchdog.Pulse> pulses() {
        return List.of(
                new Watchdog.Pulse("the loop has not turned for three minutes", loop::ticks, () -> true, 6),
                new Watchdog.Pulse(
                        "the LRM has been asked for all jobs for half an hour, and its adapter has not come back",
                        jobs::surveys,
                        jobs::surveying,
                        60));
    }

    Retention retention() {
        return retention;
    }
}
