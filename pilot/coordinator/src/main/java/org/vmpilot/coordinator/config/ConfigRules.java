package org.vmpilot.coordinator.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.lease.Scope;
import org.vmpilot.protocol.nodes.NodeSet;

/** What must hold between keys. */
final class ConfigRules {
    private final CoordinatorConfig config;
    private final Fields top;
    private final Fields api;
    private final Fields times;

    ConfigRules(CoordinatorConfig config, Fields top) {
        this.config = config;
        this.top = top;
        this.api = top.table("api");
        this.times = top.table("times");
    }

    void check() {
        checkListeners();
        checkTimes();
        checkQueues();
        checkProjects();
        checkWindows();
        if (unique("node", "name", config.nodes(), CoordinatorConfig.Node::name)) {
            unique("node", "lrm_name", config.nodes(), CoordinatorConfig.Node::lrmName);
        }
    }

    private void checkListeners() {
        boolean loopback = config.api().listen().getAddress().isLoopbackAddress();
        if (!loopback && config.api().tokenFile().isEmpty()) {
            api.fault("token_file", "must name a file: an API that listens beyond loopback needs a token");
        }
        int port = config.api().listen().getPort();
        if (port != 0 && port == config.agents().listen().getPort()) {
            top.table("agents").fault("listen", "must have another port than api.listen (" + port + ")");
        }
    }

    private void checkTimes() {
        Duration longPoll = config.times().longPoll();
        if (longPoll.compareTo(config.times().heartbeatLost()) >= 0) {
            times.fault("heartbeat_lost", "must be longer than long_poll: an agent is heard of once a poll");
        }
        if (config.times().queryMin().compareTo(config.times().queryMax()) > 0) {
            times.fault("query_max", "must not be shorter than query_min");
        }
    }

    private void checkQueues() {
        List<CoordinatorConfig.Queue> queues = config.queues();
        unique("queue", "name", queues, CoordinatorConfig.Queue::name);
        Set<String> known = LrmProviders.queueOptions(config.lrm());
        for (Fields queue : top.tables("queue")) {
            Stream.of("qos", "reservation", "priority", "options")
                    .filter(key -> queue.has(key) && !known.contains(key))
                    .forEach(key -> queue.fault(
                            key, "is nothing that the LRM (" + config.lrm().provider() + ") has an option for"));
        }
        config.lrm().defaultQueue().ifPresent(name -> {
            if (!queues.isEmpty()
                    && queues.stream().noneMatch(queue -> queue.name().equals(name))) {
                top.table("lrm").fault("default_queue", "is not one of the queues ([[queue]]) that leases may name");
            }
        });
    }

    private void checkProjects() {
        List<Access.Project> projects = config.access().projects();
        unique("project", "name", projects, Access.Project::name);
        List<Fields> tables = top.tables("project");
        for (int i = 0; i < Math.min(projects.size(), tables.size()); i++) {
            checkPeriod(projects.get(i).quota(), tables.get(i));
        }
        checkPeriod(config.access().submitter(), top.table("submitter"));
    }

    private void checkWindows() {
        List<MaintenanceWindow> windows = config.windows();
        unique("window", "name", windows, MaintenanceWindow::name);
        List<Fields> tables = top.tables("window");
        for (int i = 0; i < Math.min(windows.size(), tables.size()); i++) {
            Fields table = tables.get(i);
            Scope scope = windows.get(i).scope();
            scope.queue()
                    .filter(name -> !config.hasQueue(name))
                    .ifPresent(
                            name -> table.fault("queue", "is not one of the queues ([[queue]]) that leases may name"));
            NodeSet strangers = scope.nodes().map(config::strangers).orElse(NodeSet.of(List.of()));
            if (!strangers.isEmpty()) {
                table.fault("nodes", "names what no [[node]] is called: " + strangers);
            }
        }
    }

    private void checkPeriod(Quota quota, Fields table) {
        if (quota.looksBack().compareTo(config.limits().keepEnded()) > 0) {
            table.fault("period", "must not be longer than limits.keep_ended: what is forgotten cannot be counted");
        }
        if (quota.nodeHours().isEmpty() && table.has("period")) {
            table.fault("period", "counts nothing without node_hours");
        }
    }

    private <T> boolean unique(String list, String key, List<T> entries, Function<T, String> name) {
        boolean unique = true;
        Set<String> seen = new HashSet<>();
        List<Fields> tables = top.tables(list);
        for (int i = 0; i < Math.min(entries.size(), tables.size()); i++) {
            String text = name.apply(entries.get(i));
            if (!text.isEmpty() && !seen.add(text)) {
                tables.get(i).fault(key, "stands twice: \"" + text + "\"");
                unique = false;
            }
        }
        return unique;
    }
}
