package org.vmpilot.tests.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Moment;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Verdict;

/** Holds what everybody does against what really is: domains, makers, memory, processes and jobs of the models. */
final class Judge {
    private static final long TOLD_WITHIN = 60_000;
    private static final long LOOKED_WITHIN = 420_000;

    private final Site site;
    private final Mutant mutant;
    private final List<String> faults = new ArrayList<>();
    private final Map<LeaseToken, Lease> known = new HashMap<>();
    private final Map<SlotKey, Order> granted = new HashMap<>();
    private final Set<String> certifiedClean = new HashSet<>();
    private final Set<String> held = new TreeSet<>();
    private final Set<String> everHeld = new TreeSet<>();
    private int looksToCome;
    private final Cancels cancels;
    private final GangLook gangs;

    Judge(Site site, Mutant mutant) {
        this.site = site;
        this.mutant = mutant;
        this.cancels = new Cancels(site, this);
        this.gangs = new GangLook(site, this);
    }

    Cancels cancels() {
        return cancels;
    }

    Optional<Lease> known(LeaseToken token) {
        return Optional.ofNullable(known.get(token));
    }

    /** Whether it is this run that was given its slot. */
    boolean holds(PilotRun run) {
        Order order = granted.get(run.slot);
        return order != null && order.nonce().equals(run.nonce);
    }

    Mutant mutant() {
        return mutant;
    }

    void fault(String words) {
        if (faults.size() < 5) {
            faults.add(String.format("at %.3f s, step %d: %s", site.world.now() / 1000.0, site.world.steps(), words));
            site.world.note("judge", "FAULT", words);
        }
    }

    List<String> faults() {
        return faults;
    }

    /** Slots that are known not to be clean: nothing may be begun beside them. What was begun before that was known goes on. */
    Set<SlotKey> notClean(Machine machine) {
        Set<SlotKey> slots = new TreeSet<>();
        machine.run.forEach((slot, folder) -> {
            Paper paper = machine.certificates.get(slot);
            if (paper != null && paper.verdict() != Verdict.CLEAN) {
                slots.add(slot);
            }
        });
        return slots;
    }

    /**
     * A domain appears.
     *
     * @param notClean as it was when its create began
     */
    void made(Machine machine, Domain domain, Set<SlotKey> notClean) {
        SlotKey slot = domain.slot;
        Optional<Lease> lease = site.central.disk.lease(slot.lease());
        int slots = lease.map(found -> found.request().slotCount()).orElse(1);
        for (int index = 1; slots > 1 && index <= slots; index++) {
            SlotKey other = new SlotKey(slot.lease(), slot.attempt(), index);
            if (site.runs().noneMatch(run -> run.slot.equals(other) && run.wasReady)) {
                fault(domain + " is started and slot " + other + " was never ready");
            }
        }
        for (Machine any : site.machines) {
            for (Domain other : any.xl.domains) {
                boolean same = other.slot.lease().equals(slot.lease()) && other.slot.index() == slot.index();
                boolean otherLife = any != machine || other.slot.attempt() != slot.attempt();
                if (same && otherLife && other.state.lives()) {
                    fault(domain + " on " + machine.name + " lives twice: " + other + " on " + any.name);
                }
            }
        }
        if (certifiedClean.contains(machine.bootId() + slot)) {
            fault(domain + " comes up behind a clean certificate");
        }
        for (SlotKey other : notClean) {
            if (!other.equals(slot)) {
                fault(domain + " is started on a node that is not clean of " + other);
            }
        }
    }

    /** An agent hears the answer to its claim. */
    ClaimAnswer claimed(Claim claim, ClaimAnswer said) {
        ClaimAnswer answer = Broken.answer(mutant, claim, said, granted);
        gangs.claimed(claim, answer, !granted.containsKey(claim.slot()));
        if (answer instanceof ClaimAnswer.Granted grant) {
            Order before = granted.put(claim.slot(), grant.order());
            if (before != null && !before.nonce().equals(claim.nonce())) {
                fault(claim.slot() + " is given to two runs");
            }
        }
        return answer;
    }

    /** An agent gives a notice. */
    void noticed(Machine machine, SlotKey slot, Notice notice) {
        cancels.ends(slot);
        site.moved.ifPresent(ends -> ends.noticed(machine, slot, notice));
        boolean lives = machine.xl.of(slot).stream().anyMatch(domain -> domain.state.lives()) || machine.xl.makes(slot);
        if (notice == Notice.GUESTS_ENDED && lives) {
            fault(slot + ": guests that live are taken for gone");
        }
    }

    /** A reaper has its verdict. */
    void certified(Machine machine, SlotKey slot, Verdict verdict) {
        if (verdict != Verdict.CLEAN) {
            return;
        }
        if (!machine.xl.of(slot).isEmpty()) {
            fault(slot + " is called clean with " + machine.xl.of(slot));
        }
        if (machine.xl.makes(slot)) {
            fault(slot + " is called clean and a maker lives");
        }
        if (machine.lacking.contains(slot)) {
            fault(slot + " is called clean and dom0 lacks its memory");
        }
        certifiedClean.add(machine.bootId() + slot);
    }

    /** A reaper goes. */
    void reaped(Machine machine, SlotKey slot, boolean clean) {
        if (!clean && !machine.barred) {
            fault(machine.name + " is not clean of " + slot + " and is not barred");
        }
    }

    /** A slot begins on the machine: an earlier run of it was turned away, and what was certified then was that run. */
    void begins(Machine machine, SlotKey slot) {
        certifiedClean.remove(machine.bootId() + slot);
    }

    /** The coordinator has made durable what is wanted of a node: a black hole is given back by a person only. */
    void drained(Change.OfNode of) {
        String node = of.node();
        if (of.drain().filter(Drain::heldByHand).isPresent()) {
            everHeld.add(node);
            if (held.add(node)) {
                site.resumed.remove(node);
                site.world.in(TOLD_WITHIN, () -> toldOf(node));
            }
        } else if (held.remove(node) && !site.resumed.contains(node)) {
            fault(node + " was a black hole, and is given back by nobody");
        }
    }

    private void toldOf(String node) {
        if (site.quietPlan() && held.contains(node) && !site.lrm.drained.containsKey(node)) {
            fault(node + " is a black hole, and the LRM still gives it jobs");
        }
    }

    /** Somebody has opened a node that is to have no jobs: that is seen at the next look, and undone. */
    void lifted(String node) {
        if (site.onlyDrainsAreLifted() && held.contains(node)) {
            looksToCome++;
            site.world.in(LOOKED_WITHIN, () -> {
                looksToCome--;
                if (held.contains(node) && !site.lrm.drained.containsKey(node)) {
                    fault(node + " is a black hole, somebody has opened it, and it is not drained again");
                }
            });
        }
    }

    /** Whether something is still to be looked at: a run does not end before. */
    boolean waits() {
        return looksToCome > 0;
    }

    /** The coordinator gives a node back. */
    void gaveBack(String node, boolean foreign) {
        if (foreign) {
            fault(node + " is drained by somebody else, and was opened by us");
        }
    }

    /** Nodes that it ever held so. */
    Set<String> everHeld() {
        return everHeld;
    }

    /** Nodes that the coordinator holds closed as black holes. */
    Set<String> held() {
        return held;
    }

    /** The coordinator has made a change durable. */
    void committed(Lease lease) {
        Optional<Lease> before = Optional.ofNullable(known.put(lease.token(), lease));
        cancels.committed(lease);
        gangs.committed(lease);
        boolean goes = lease.state() == LeaseState.ACTIVE
                && before.filter(old -> old.state() == LeaseState.ACTIVE).isEmpty();
        for (Slot slot : lease.slots()) {
            Optional<Slot> old = before.flatMap(was -> was.slot(slot.key()));
            boolean newlyOver = slot.moments().has(Moment.OVER)
                    && old.filter(was -> was.moments().has(Moment.OVER)).isEmpty();
            if (newlyOver) {
                jobIsOver(slot);
            }
            boolean counts = slot.state() == SlotState.ENDED && slot.verdict().equals(Optional.of(Verdict.CLEAN));
            if (counts && old.filter(was -> was.state() == SlotState.ENDED).isEmpty()) {
                countsAsClean(slot);
            }
            boolean current = slot.key().attempt() == lease.attempt();
            if (goes
                    && !lease.single()
                    && current
                    && site.runs().noneMatch(run -> run.slot.equals(slot.key()) && run.wasReady)) {
                fault("GO, and slot " + slot.key() + " was never ready");
            }
        }
    }

    private void countsAsClean(Slot slot) {
        String node = slot.holder().orElseThrow().node();
        for (Machine machine : site.machines) {
            if (machine.name.equals(node) && !machine.xl.of(slot.key()).isEmpty()) {
                fault(slot.key() + " counts as clean, and " + node + " has " + machine.xl.of(slot.key()));
            }
        }
    }

    private void jobIsOver(Slot slot) {
        for (PilotJob job : slot.job().map(site.lrm::of).orElse(List.of())) {
            // Of a gang that its own node has nothing to do with any more: lost, or run again elsewhere.
            boolean others = job.gang != null
                    && slot.holder()
                            .filter(holder -> job.machine != null && !job.machine.name.equals(holder.node()))
                            .isPresent();
            if (job.state != Job.State.ENDED && !job.forgotten && !others) {
                fault("job " + job + " of " + slot.key() + " counts as over and is " + job.state);
            }
        }
    }
}
