package org.vmpilot.coordinator.service;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.lease.Owner;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.LeaseSummaryView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.NodeView;
import org.vmpilot.protocol.view.OfferView;
import org.vmpilot.protocol.view.StatusView;

/** The leases that there are for one caller. The API reads through this alone, so that no path forgets whose they are. */
final class CallersLeases implements Leases {
    private final LeaseService all;
    private final Caller caller;

    CallersLeases(LeaseService all, Caller caller) {
        this.all = all;
        this.caller = caller;
    }

    @Override
    public Leases as(Caller other) {
        return all.as(other);
    }

    @Override
    public CompletableFuture<String> create(LeaseRequest request, Optional<CallersKey> key) {
        return all.create(request, key, caller);
    }

    @Override
    public CompletableFuture<Supplier<OfferView>> dryRun(LeaseRequest request, Optional<CallersKey> key) {
        return all.dryRun(request, key, caller);
    }

    @Override
    public Page<LeaseSummaryView> list(LeaseQuery query) {
        Optional<String> scope = caller.scope();
        boolean others = query.project()
                .filter(wanted -> !scope.orElse(wanted).equals(wanted))
                .isPresent();
        return others
                ? new Page<>(List.of(), Optional.empty())
                : all.list(scope.map(query::ofProject).orElse(query));
    }

    private boolean sees(String lease) {
        return project(lease).isPresent();
    }

    @Override
    public Optional<String> project(String lease) {
        return all.owner(lease).filter(caller::sees).map(Owner::project);
    }

    @Override
    public Optional<LeaseView> get(String lease) {
        return sees(lease) ? all.get(lease) : Optional.empty();
    }

    @Override
    public Optional<Boolean> ended(String lease) {
        return sees(lease) ? all.ended(lease) : Optional.empty();
    }

    @Override
    public CompletableFuture<Boolean> end(String lease) {
        return all.end(lease, caller);
    }

    @Override
    public CompletableFuture<Boolean> change(String lease, LeaseChange change) {
        return all.change(lease, change, caller);
    }

    @Override
    public List<EventView> events(EventQuery query, long after) {
        return all.events(caller.scope().map(query::ofProject).orElse(query), after);
    }

    @Override
    public long eventsGone() {
        return all.eventsGone();
    }

    @Override
    public Map<String, String> labels(String lease) {
        return sees(lease) ? all.labels(lease) : Map.of();
    }

    @Override
    public long newestEvent() {
        return all.newestEvent();
    }

    @Override
    public void onEvents(Runnable news) {
        all.onEvents(news);
    }

    @Override
    public Optional<Page<String>> certificates(String lease, Optional<String> from, int most) {
        return sees(lease) ? all.certificates(lease, from, most) : Optional.empty();
    }

    @Override
    public Page<NodeView> nodes(NodeQuery query) {
        return all.nodes(query);
    }

    @Override
    public Optional<NodeView> node(String node) {
        return all.node(node);
    }

    @Override
    public CompletableFuture<Boolean> resume(String node, String who, Optional<String> looked) {
        return all.resume(node, who, looked, caller);
    }

    @Override
    public StatusView status() {
        return all.status(caller);
    }
}
