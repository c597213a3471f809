package org.vmpilot.coordinator.service;

import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.loop.OpenLeases;
import org.vmpilot.coordinator.store.LeasePages;
import org.vmpilot.coordinator.store.Reads;
import org.vmpilot.coordinator.store.StoreReads.KeptCertificate;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.view.LeaseSummaryView;

/** Leases and certificates of one, a page at a time. From any thread. */
final class LeaseLists {
    private final OpenLeases open;
    private final Reads reads;
    private final LeaseViews views;

    LeaseLists(OpenLeases open, Reads reads, LeaseViews views) {
        this.open = open;
        this.reads = reads;
        this.views = views;
    }

    /** See {@link Leases#list}. */
    Page<LeaseSummaryView> leases(LeaseQuery query) {
        LeasePages.Wanted wanted = new LeasePages.Wanted(
                query.ended(),
                query.state().map(LeaseState::valueOf),
                query.name(),
                query.node(),
                query.since(),
                query.key(),
                query.labels(),
                query.from().map(LeasePages.Place::parse),
                query.most() + 1,
                query.owner(),
                query.project());
        Page<LeasePages.Row> page =
                Page.of(reads.leases(wanted), query.most(), row -> row.place().text());
        List<LeaseSummaryView> leases = page.items().stream()
                .map(row -> views.summary(row, open.lease(row.token())))
                .toList();
        return new Page<>(leases, page.next());
    }

    /** See {@link Leases#certificates}. */
    Page<String> certificates(LeaseToken lease, Optional<String> from, int most) {
        List<String> after = from.map(text -> List.of(text.split(" ", -1))).orElse(List.of("", ""));
        if (after.size() != 2) {
            throw new IllegalArgumentException("not a place in the list of certificates");
        }
        List<KeptCertificate> found = reads.certificates(lease, after.get(0), after.get(1), most);
        List<String> texts = found.stream().map(KeptCertificate::content).toList();
        if (found.isEmpty()) {
            return new Page<>(texts, Optional.empty());
        }
        KeptCertificate last = found.get(found.size() - 1);
        boolean more = !reads.certificates(lease, last.slot(), last.node(), 1).isEmpty();
        return new Page<>(texts, more ? Optional.of(last.slot() + " " + last.node()) : Optional.empty());
    }
}
