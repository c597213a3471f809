package org.vmpilot.coordinator.service;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.vmpilot.coordinator.access.Allowances;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.access.Objection;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.MacAddresses;
import org.vmpilot.coordinator.loop.OpenLeases;
import org.vmpilot.coordinator.offers.StartTimes;
import org.vmpilot.coordinator.service.LeaseRefused.FieldError;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseRequest.NodeUse;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Nic;
import org.vmpilot.protocol.SlotKey;

/** What this site lets a lease have. */
final class LeaseLimits {
    private final CoordinatorConfig config;
    private final Allowances allowances;
    private final Set<JobRequest.Assembly> assemblies;

    /** @param assemblies what the LRM has for leases of several slots */
    LeaseLimits(CoordinatorConfig config, Set<JobRequest.Assembly> assemblies) {
        this.config = config;
        this.allowances = new Allowances(config.access());
        this.assemblies = assemblies;
    }

    /**
     * The request with the site's defaults filled in.
     *
     * @param leases what there is
     * @throws LeaseRefused with every error at once
     * @throws LimitReachedException if nothing is wrong with it, but too much is open now
     */
    LeaseRequest check(LeaseRequest asked, Caller by, OpenLeases leases, Instant now) throws LeaseRefused {
        LeaseRequest request = filled(asked, by);
        List<FieldError> errors = new ArrayList<>();
        queue(request, errors);
        duration(request, config.limits().duration(), "the site's limit", errors);
        size(request, errors);
        slotLoss(request, errors);
        StartTimes.objections(request, now).forEach((field, words) -> errors.add(new FieldError(field, words)));
        List<Objection> objections = allowances.check(asked, by, leases.usage(), now);
        objections.forEach(objection ->
                objection.field().ifPresent(field -> errors.add(new FieldError(field, objection.words()))));
        if (!errors.isEmpty()) {
            throw new LeaseRefused(errors);
        }
        int most = config.limits().openLeases();
        if (leases.notEnded() >= most) {
            throw new LimitReachedException("no lease was made: " + leases.notEnded()
                    + " leases are open, and the site's limit is " + most + ": end one, or ask again later");
        }
        if (!objections.isEmpty()) {
            throw reached(objections);
        }
        return request;
    }

    /** A new lease, waiting for its start: what stands in no other's way waits in the LRM, and gets older there. */
    Lease waiting(Lease fresh, Lrm lrm) {
        return StartTimes.waiting(fresh, lrm.startsLater(), !fresh.single() && !isGang(fresh.request()));
    }

    private LeaseRequest filled(LeaseRequest asked, Caller by) {
        Optional<String> queue = asked.queue().or(() -> config.lrm().defaultQueue());
        Optional<String> property = asked.nodeProperty().or(() -> config.lrm().defaultNodeProperty());
        Optional<String> account = asked.account()
                .or(() -> allowances.account(by))
                .or(() -> config.lrm().defaultAccount());
        List<String> ours = new ArrayList<>();
        addIf(!queue.equals(asked.queue()), "queue", ours);
        addIf(!property.equals(asked.nodeProperty()), "node_property", ours);
        addIf(!account.equals(asked.account()), "account", ours);
        ours.addAll(asked.defaults().orElse(List.of()));
        return new LeaseRequest(
                asked.name(),
                asked.duration(),
                queue,
                property,
                account,
                asked.nodeUse(),
                asked.guestsPerNode(),
                asked.onSlotLoss(),
                asked.groups(),
                asked.labels(),
                asked.defaults().map(none -> ours),
                asked.times());
    }

    private static void addIf(boolean filled, String field, List<String> fields) {
        if (filled) {
            fields.add(field);
        }
    }

    private static LimitReachedException reached(List<Objection> objections) {
        String words = objections.stream().map(Objection::words).collect(Collectors.joining("; "));
        // The longest of them: before that time one of them stands.
        Optional<Duration> wait =
                objections.stream().flatMap(one -> one.retryAfter().stream()).max(Duration::compareTo);
        return new LimitReachedException("no lease was made: " + words, wait);
    }

    /**
     * @param shown whether a lease is there for who asks
     * @throws LeaseRefused if the request names hardware addresses that other open leases have
     */
    void addresses(LeaseRequest request, MacAddresses taken, Predicate<LeaseToken> shown) throws LeaseRefused {
        List<FieldError> errors = new ArrayList<>();
        for (int group = 0; group < request.groups().size(); group++) {
            List<Nic> nics = request.groups().get(group).guest().nics();
            for (int nic = 0; nic < nics.size(); nic++) {
                String field = "group[" + group + "].nic[" + nic + "].mac";
                nics.get(nic)
                        .mac()
                        .flatMap(taken::holder)
                        .ifPresent(lease -> errors.add(new FieldError(
                                field,
                                (shown.test(lease) ? "lease " + lease : "another lease") + " has this address")));
            }
        }
        if (!errors.isEmpty()) {
            throw new LeaseRefused(errors);
        }
    }

    private void queue(LeaseRequest request, List<FieldError> errors) {
        if (request.queue().isEmpty()) {
            return;
        }
        String name = request.queue().get();
        Optional<CoordinatorConfig.Queue> queue = config.queues().stream()
                .filter(known -> known.name().equals(name))
                .findFirst();
        if (queue.isPresent()) {
            duration(request, queue.get().maxDuration(), "the limit of queue " + name, errors);
        } else {
            List<String> names =
                    config.queues().stream().map(CoordinatorConfig.Queue::name).toList();
            errors.add(new FieldError("queue", "there is no queue '" + name + "'; leases may use " + names));
        }
    }

    private static void duration(LeaseRequest request, Duration limit, String whose, List<FieldError> errors) {
        if (request.longest().compareTo(limit) > 0) {
            boolean same = request.longest().equals(request.duration());
            errors.add(new FieldError(
                    same ? "duration" : "longest",
                    request.longest().toSeconds() + " s is more than " + whose + ", " + limit.toSeconds() + " s"));
        }
    }

    private void slotLoss(LeaseRequest request, List<FieldError> errors) {
        if (isGang(request)
                && request.onSlotLoss() == LeaseRequest.OnSlotLoss.CONTINUE
                && !assemblies.contains(JobRequest.Assembly.GANG_THAT_GOES_ON)) {
            errors.add(new FieldError(
                    "on_slot_loss",
                    "\"continue\" cannot be kept: a lease of several nodes is one job here, and the site's LRM ends"
                            + " all of it with the first node that is lost; ask for \"end\", or the site for assembly ="
                            + " \"jobs\""));
        }
    }

    /** One job of the LRM's, with a node for each slot. */
    private boolean isGang(LeaseRequest request) {
        return config.lrm().gang() && assemblies.contains(JobRequest.Assembly.GANG) && request.slotCount() > 1;
    }

    private void size(LeaseRequest request, List<FieldError> errors) {
        if (request.guestCount() > config.limits().guests()) {
            errors.add(new FieldError(
                    "groups",
                    request.guestCount() + " guests are more than the site's limit, "
                            + config.limits().guests()));
        }
        int slots = request.slotCount();
        int limit = Math.min(config.limits().slots(), SlotKey.MAX_INDEX);
        if (slots > limit) {
            errors.add(new FieldError(
                    "guests_per_node", "the lease would need " + slots + " slots, and the site's limit is " + limit));
        }
        int nodes = config.nodes().size();
        boolean apart = request.nodeUse() == NodeUse.EXCLUSIVE || isGang(request);
        if (apart && slots > nodes && nodes > 0) {
            errors.add(new FieldError(
                    "guests_per_node", "the lease would need " + slots + " nodes, and the site has " + nodes));
        }
    }
}
