package org.vmpilot.coordinator.service;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.vmpilot.coordinator.jobs.Jobs;
import org.vmpilot.coordinator.lease.Admission;
import org.vmpilot.coordinator.lease.Guest;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Owner;
import org.vmpilot.coordinator.lease.Sight;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.lease.StartWindow;
import org.vmpilot.coordinator.lease.Timing;
import org.vmpilot.coordinator.nodes.Nodes;
import org.vmpilot.coordinator.request.RequestDocument;
import org.vmpilot.coordinator.store.LeasePages;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Nic;
import org.vmpilot.protocol.view.GuestView;
import org.vmpilot.protocol.view.LeaseSummaryView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.NicView;
import org.vmpilot.protocol.view.SlotView;

/** Leases as the API shows them. From any thread. */
public final class LeaseViews {
    private static final String NODE_WAITS =
            "; its node waits for the lease's other nodes: they are one job of the LRM's";

    private final Jobs jobs;
    private final Nodes nodes;
    private final Admission admission;
    private final Warnings warnings;
    private final InstantSource clock;
    private final Timing timing;

    public LeaseViews(
            Jobs jobs, Nodes nodes, Admission admission, Warnings warnings, InstantSource clock, Timing timing) {
        this.admission = admission;
        this.jobs = jobs;
        this.nodes = nodes;
        this.warnings = warnings;
        this.clock = clock;
        this.timing = timing;
    }

    /** @param key the idempotency key that made it */
    LeaseView lease(Lease lease, Optional<String> key) {
        return new LeaseView(
                lease.token().text(),
                lease.request().name(),
                lease.state().name(),
                lease.attempt(),
                lease.request().queue().orElse(null),
                lease.terms().duration().toSeconds(),
                lease.createdAt(),
                lease.goAt().orElse(null),
                lease.endsAt().orElse(null),
                lease.endedAt().orElse(null),
                lease.notice().map(Enum::name).orElse(null),
                lease.verdict().map(Enum::name).orElse(null),
                reason(lease),
                lease.reasonCode().map(Enum::name).orElse(null),
                lease.resultOfEnd().map(Enum::name).orElse(null),
                key.orElse(null),
                new TreeMap<>(lease.terms().labels()),
                RequestDocument.of(lease.request()),
                lease.request().defaults().orElse(null),
                lease.current().stream().map(slot -> slot(slot, lease)).toList(),
                owner(lease.owner()),
                lease.owner().project(),
                lease.request().longest().toSeconds(),
                StartWindow.of(lease).notBefore().orElse(null),
                StartWindow.of(lease).by().orElse(null),
                beforeGo(lease) ? warnings.of(lease) : List.of(),
                lease.terms().version(),
                lease.endConfirmed());
    }

    /** @param live the lease as it is in memory; empty: nothing can happen to it any more */
    LeaseSummaryView summary(LeasePages.Row row, Optional<Lease> live) {
        boolean over = row.state() == LeaseState.ENDED;
        StartWindow start = StartWindow.of(row.request(), row.createdAt());
        return new LeaseSummaryView(
                row.token().text(),
                row.request().name(),
                row.state().name(),
                row.attempt(),
                row.request().queue().orElse(null),
                row.terms().duration().toSeconds(),
                row.createdAt(),
                row.goAt().orElse(null),
                row.goAt().map(go -> go.plus(row.terms().duration())).orElse(null),
                row.endedAt().orElse(null),
                row.notice().map(Enum::name).orElse(null),
                over ? row.verdict().name() : null,
                live.map(this::reason).orElse(row.because().words()),
                live.map(Lease::reasonCode)
                        .orElse(row.because().code())
                        .map(Enum::name)
                        .orElse(null),
                row.result().filter(known -> over).map(Enum::name).orElse(null),
                row.key().orElse(null),
                new TreeMap<>(row.terms().labels()),
                row.request().slotCount(),
                row.request().guestCount(),
                owner(row.owner()),
                row.owner().project(),
                row.request().longest().toSeconds(),
                start.notBefore().orElse(null),
                start.by().orElse(null),
                row.terms().version());
    }

    private static boolean beforeGo(Lease lease) {
        return switch (lease.state()) {
            case WAITING, ASSEMBLING, RETURNING -> true;
            case ACTIVE, ENDING, ENDED -> false;
        };
    }

    private static String owner(Owner owner) {
        return owner.name().isEmpty() ? null : owner.name();
    }

    private String reason(Lease lease) {
        if (lease.state() == LeaseState.WAITING) {
            return admission.closed(lease).map(why -> "waits: " + why.words()).orElseGet(() -> waits(lease));
        }
        if (lease.state() == LeaseState.ASSEMBLING) {
            long ready = count(lease, SlotState.READY);
            long claimed = count(lease, SlotState.CLAIMED);
            int all = lease.current().size();
            return ready + " of " + all + " slots ready" + (claimed > 0 ? ", " + claimed + " preparing" : "")
                    + admission
                            .closed(lease)
                            .map(why -> "; its jobs stay in the LRM, and nothing is started: " + why.words())
                            .orElse("");
        }
        return lease.reason();
    }

    private String waits(Lease lease) {
        Instant now = clock.instant();
        boolean later = lease.retryAt().filter(at -> at.isAfter(now)).isPresent();
        if (later || !lease.reason().isEmpty()) {
            return lease.reason();
        }
        return jobs.health().answers() || jobs.health().words().isEmpty()
                ? "waits until another lease of several slots has assembled in its queue"
                : "waits for the LRM: " + jobs.health().words();
    }

    private static long count(Lease lease, SlotState state) {
        return lease.current().stream().filter(slot -> slot.state() == state).count();
    }

    private SlotView slot(Slot slot, Lease lease) {
        Optional<Instant> heardAt = nodes.heardAt(slot.key());
        return new SlotView(
                slot.key().text(),
                slot.state().name(),
                slot.node().orElse(null),
                slot.job().orElse(null),
                slot.sight().map(Sight::state).map(Enum::name).orElse(null),
                jobs.askedAt(slot.key())
                        .or(() -> slot.sight().map(Sight::askedAt))
                        .orElse(null),
                slot.notice().map(Enum::name).orElse(null),
                slot.verdict().map(Enum::name).orElse(null),
                slotReason(slot, heardAt) + (lease.nodeWaits(slot) ? NODE_WAITS : ""),
                slot.reasonCode().map(Enum::name).orElse(null),
                heardAt.orElse(null),
                SlotPhases.of(slot),
                slot.guests().stream().map(guest -> guest(slot, guest)).toList());
    }

    private String slotReason(Slot slot, Optional<Instant> heardAt) {
        Instant now = clock.instant();
        Duration bound = timing.heartbeatLost();
        boolean speaks = slot.claimed() && slot.open();
        if (speaks && heardAt.filter(at -> at.plus(bound).isBefore(now)).isPresent()) {
            return "silent for " + Duration.between(heardAt.get(), now).toSeconds() + " s"
                    + (slot.reason().isEmpty() ? "" : "; " + slot.reason());
        }
        if (slot.state() == SlotState.QUEUED) {
            return slot.sight().flatMap(Sight::reason).orElse(slot.reason());
        }
        return slot.reason();
    }

    private static GuestView guest(Slot slot, Guest guest) {
        GuestOrder order = guest.order();
        List<NicView> nics = nics(slot.key().lease(), order);
        return new GuestView(
                order.domainName(slot.key()),
                order.uuid(slot.key()),
                guest.state().name(),
                guest.endedWord().orElse(null),
                order.spec().memoryMib(),
                order.spec().vcpus(),
                nics.isEmpty() ? null : nics.get(0).mac(),
                nics,
                slot.node().orElse(null));
    }

    private static List<NicView> nics(LeaseToken lease, GuestOrder order) {
        List<Nic> nics = order.spec().nics();
        return IntStream.range(0, nics.size())
                .mapToObj(i ->
                        new NicView(nics.get(i).bridge(), order.mac(lease, i).text()))
                .toList();
    }
}
