package org.vmpilot.agent.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.machine.Action;
import org.vmpilot.agent.machine.Event;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.Disk;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.GuestSpec;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.vmm.Domain;
import org.vmpilot.vmm.DomainState;
import org.vmpilot.vmm.Guest;
import org.vmpilot.vmm.ShutdownOutcome;
import org.vmpilot.vmm.StartOutcome;
import org.vmpilot.vmm.Vmm;
import org.vmpilot.vmm.VmmException;

/** The slot's guests in the hands of the VMM: what it says, as events. */
public final class Guests {
    /** The create gave no exit code. */
    private static final int NO_EXIT_CODE = -1;

    private final Vmm vmm;
    private final SlotKey slot;
    private final SlotFiles files;
    private final Map<Integer, CountDownLatch> go = new ConcurrentHashMap<>();

    public Guests(Vmm vmm, SlotKey slot, SlotFiles files) {
        this.vmm = vmm;
        this.slot = slot;
        this.files = files;
    }

    /** Lets a guest be created that is prepared, or about to be. */
    public void go(int index) {
        goOf(index).countDown();
    }

    private CountDownLatch goOf(int index) {
        return go.computeIfAbsent(index, unused -> new CountDownLatch(1));
    }

    /** Prepares a guest and creates it when it may; what fails before that is told after it, as what it is then. */
    public Event create(GuestOrder order) throws InterruptedException {
        CountDownLatch go = goOf(order.index());
        Event created = create(order, go);
        go.await();
        return created;
    }

    private Event create(GuestOrder order, CountDownLatch go) throws InterruptedException {
        int index = order.index();
        try {
            StartOutcome outcome = vmm.start(guest(order), go);
            if (outcome instanceof StartOutcome.Running running) {
                return new Event.Created(index, OptionalInt.of(running.domain().id()));
            }
            if (outcome instanceof StartOutcome.Failed failed) {
                String words = failed.words().isEmpty() ? files.createLog(index) : failed.words();
                String left = failed.left().isPresent()
                        ? "; it left domain " + failed.left().get().id()
                        : "";
                return new Event.CreateFailed(index, failed.exitCode(), words + left);
            }
            return new Event.Created(index, OptionalInt.empty());
        } catch (VmmException e) {
            return new Event.CreateFailed(index, NO_EXIT_CODE, e.kind() + " " + e.getMessage());
        }
    }

    public Event look(long beganMs) throws InterruptedException {
        List<Domain> domains;
        try {
            domains = vmm.list();
        } catch (VmmException e) {
            return new Event.LookFailed(e.kind() + " " + e.getMessage());
        }
        Map<String, DomainState> states = new HashMap<>();
        for (Domain domain : domains) {
            DomainState other = states.get(domain.uuid());
            if (other == null || !other.lives()) {
                states.put(domain.uuid(), domain.state());
            }
        }
        return new Event.Looked(beganMs, states);
    }

    /** "Cannot ask" is no answer of the guest. */
    public Event shutDown(Action.AskShutdown ask, AgentLog log) throws InterruptedException {
        try {
            return new Event.Asked(ask.index(), vmm.shutDown(ask.uuid(), ask.patience()));
        } catch (VmmException e) {
            log.say("guest " + ask.index() + " could not be asked: " + e.getMessage());
            return new Event.Asked(ask.index(), ShutdownOutcome.NO_ANSWER);
        }
    }

    private Guest guest(GuestOrder order) {
        GuestSpec spec = order.spec();
        List<Guest.Disk> disks = new ArrayList<>();
        for (Disk disk : spec.disks()) {
            String format = disk.format().name().toLowerCase(Locale.ROOT);
            disks.add(new Guest.Disk(disk.path(), format, disk.mode() == Disk.Mode.READ_WRITE, disk.device()));
        }
        List<Guest.Nic> nics = new ArrayList<>();
        for (int i = 0; i < spec.nics().size(); i++) {
            nics.add(new Guest.Nic(
                    spec.nics().get(i).bridge(), order.mac(slot, i).text()));
        }
        return new Guest(
                order.index(),
                order.domainName(slot),
                order.uuid(slot),
                spec.memoryMib(),
                spec.vcpus(),
                boot(spec.boot()),
                disks,
                nics,
                spec.cpuWeight(),
                spec.cpuCap());
    }

    private static Guest.Boot boot(Boot boot) {
        if (boot instanceof Boot.Loader loader) {
            return new Guest.Boot.Loader(loader.path(), loader.arguments());
        }
        Boot.Kernel kernel = (Boot.Kernel) boot;
        Optional<String> ramdisk = kernel.ramdisk();
        return new Guest.Boot.Kernel(kernel.kernel(), ramdisk, kernel.commandLine());
    }
}
