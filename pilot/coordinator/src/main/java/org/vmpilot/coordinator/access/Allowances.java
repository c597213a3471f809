package org.vmpilot.coordinator.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.config.Access;
import org.vmpilot.coordinator.lease.Usage;
import org.vmpilot.protocol.LeaseRequest;

/** What projects and submitters may have. For the loop's thread: nothing is made between the look and the making. */
public final class Allowances {
    private final Access access;

    public Allowances(Access access) {
        this.access = access;
    }

    /** The LRM's account that his leases are charged to; empty: what the request names. */
    public Optional<String> account(Caller by) {
        return access.project(by.project()).flatMap(Access.Project::account);
    }

    /** Whatever stands against the lease, all at once. */
    public List<Objection> check(LeaseRequest request, Caller by, Usage usage, Instant now) {
        Optional<Access.Project> project = access.project(by.project());
        if (project.isEmpty()) {
            return List.of(Objection.beyond(
                    "", "project " + by.project() + " is not in the coordinator's configuration any more"));
        }
        List<Objection> all = new ArrayList<>();
        account(by)
                .filter(ours ->
                        request.account().filter(named -> !named.equals(ours)).isPresent())
                .ifPresent(ours -> all.add(Objection.beyond(
                        "account",
                        "leases of project " + by.project() + " are charged to " + ours + ": leave it out")));
        String name = "project " + by.project();
        all.addAll(new QuotaCheck(name, project.get().quota(), usage.ofProject(by.project())).check(request, now));
        if (by.role() == Role.SUBMITTER) {
            String his = "submitter " + by.name();
            all.addAll(new QuotaCheck(his, access.submitter(), usage.ofOwner(by.name())).check(request, now));
        }
        return all;
    }
}
