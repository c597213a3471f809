package org.vmpilot.tests.simulation;

import java.util.List;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.store.CertificateText;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Verdict;

/** How a site must be when everything was mended and nothing can happen any more. */
final class LastLook {
    private final Site site;
    private final Plan plan;

    LastLook(Site site, Plan plan) {
        this.site = site;
        this.plan = plan;
    }

    void judge() {
        must(site.quiet(), "it does not come to rest: " + site.central.open());
        int leases = site.central.disk.leases.size();
        must(
                leases == plan.wishes().size(),
                leases + " leases for " + plan.wishes().size() + " wishes");
        must(site.made.values().stream().allMatch(site.central.disk.leases::containsKey), "a lease is lost");
        for (PilotJob job : site.lrm.jobs.values()) {
            must(job.state == Job.State.ENDED, "job " + job + " is left over");
        }
        site.machines.forEach(this::machine);
        site.central.disk.leases.values().forEach(this::lease);
        if (plan.quiet() && plan.isOfQueues()) {
            new QueueLook(site, plan).judge();
        }
        must(!plan.harmless() || !site.helped, "one process has failed, and nobody brought its node home");
    }

    private void must(boolean holds, String words) {
        if (!holds) {
            site.judge.fault(words);
        }
    }

    private void machine(Machine machine) {
        must(machine.xl.domains.isEmpty(), machine.name + " has " + machine.xl.domains);
        must(machine.lacking.isEmpty(), machine.name + " lacks memory of " + machine.lacking);
        must(machine.run.isEmpty() && machine.open.isEmpty(), machine.name + " still has slots");
        must(!machine.barred, machine.name + " is still barred");
        must(machine.outbox.isEmpty(), machine.name + " has letters " + machine.outbox.keySet());
        machine.everRecorded.forEach(slot -> {
            List<CertificateText> papers = site.central.disk.of(slot, machine.name);
            must(
                    papers.stream().anyMatch(paper -> paper.verdict() == Verdict.CLEAN),
                    slot + " of " + machine.name + " is not certified clean: " + papers);
        });
    }

    private void lease(Lease lease) {
        must(lease.state() == LeaseState.ENDED, lease.token() + " is " + lease.state());
        for (Slot slot : lease.slots()) {
            boolean recorded = slot.holder()
                    .filter(holder -> site.machines.stream()
                            .anyMatch(machine ->
                                    machine.name.equals(holder.node()) && machine.everRecorded.contains(slot.key())))
                    .isPresent();
            must(!recorded || slot.state() == SlotState.ENDED, slot.key() + " is " + slot.state());
        }
        if (plan.quiet() && !plan.isOfQueues()) {
            undisturbed(lease);
        }
    }

    /** A product that always bars, or never gives a guest, fails here. */
    private void undisturbed(Lease lease) {
        boolean asked = plan.wishes().stream().anyMatch(wish -> wish.endAt() > 0);
        must(asked || lease.goAt().isPresent(), lease.token() + " had no GO: " + lease.reason());
        Notice notice = lease.notice().orElse(Notice.FAILED);
        must(
                notice == Notice.LEASE_ENDED || notice == Notice.GUESTS_ENDED,
                lease.token() + " ended " + notice + ": " + lease.reason());
        must(site.machines.stream().noneMatch(machine -> machine.everBarred), "a node was barred");
    }
}
