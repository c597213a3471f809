package org.vmpilot.coordinator.loop;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.lease.Timing;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.Lrm;

/**
 * What the engine goes by.
 *
 * @param queryMin the LRM is asked no more often; {@code queryMax}: and no more rarely while slots are open
 * @param launcher absolute path of {@code pilot-job} on the nodes
 * @param gangs a lease of several slots is one job: the site wants that, and the LRM has it
 * @param resumeByItself whether a clean look lifts our drain of a node without anybody asking
 * @param pilotMemoryMib what a pilot job needs of dom0 itself, beside its guests
 * @param keepEnded how long a lease that has ended is remembered
 * @param usageKept how long it counts what a lease has used that has ended; zero: not at all
 * @param auditKept how long the audit is kept
 * @param lrmNames the LRM's names of the nodes
 */
public record Settings(
        Timing timing,
        Duration queryMin,
        Duration queryMax,
        String launcher,
        int pilotMemoryMib,
        boolean gangs,
        boolean resumeByItself,
        Duration keepEnded,
        Duration usageKept,
        Duration auditKept,
        Map<String, String> lrmNames) {
    /** @param lrm what the site's LRM can do; it is asked nothing */
    public static Settings of(CoordinatorConfig config, Lrm lrm) {
        CoordinatorConfig.Times times = config.times();
        Timing timing = new Timing(
                times.startAllowance(),
                times.assemblyAllowance(),
                times.teardown(),
                times.longPoll(),
                times.heartbeatLost(),
                times.retryAfter(),
                config.limits().attempts(),
                times.queuePatience(),
                lrm.avoidsNodes());
        return new Settings(
                timing,
                times.queryMin(),
                times.queryMax(),
                config.lrm().launcher(),
                config.lrm().pilotMemoryMib(),
                config.lrm().gang() && lrm.assemblies().contains(JobRequest.Assembly.GANG),
                config.resumeByItself(),
                config.limits().keepEnded(),
                config.access().usageKept(),
                config.access().keepAudit(),
                config.nodes().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                CoordinatorConfig.Node::name, CoordinatorConfig.Node::lrmName)));
    }
}
