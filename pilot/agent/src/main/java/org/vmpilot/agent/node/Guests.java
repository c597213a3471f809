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
import org.vmpilot.guard.BootLoader;
import org.vmpilot.guard.NodeConf;
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
    private final NodeConf conf;
    private final Map<Integer, Permission> permissions = new ConcurrentHashMap<>();

    public Guests(Vmm vmm, SlotKey slot, SlotFiles files, NodeConf conf) {
        this.vmm = vmm;
        this.slot = slot;
        this.files = files;
        this.conf = conf;
    }

    /** Lets a guest be created that is prepared, or about to be; with objections it is not. */
    public void go(int index, List<String> objections) {
        if (objections.isEmpty()) {
            permission(index).go.countDown();
        } else {
            permission(index).refuse(String.join("; ", objections));
        }
    }

    private Permission permission(int index) {
        return permissions.computeIfAbsent(index, unused -> new Permission());
    }

    /** What a guest's create waits for: GO, or a refusal, which ends the program that waits. */
    private static final class Permission {
        final CountDownLatch go = new CountDownLatch(1);
        private Thread waiting;
        private String refused = "";

        synchronized boolean awaitedBy(Thread thread) {
            waiting = thread;
            return refused.isEmpty();
        }

        synchronized void refuse(String words) {
            refused = words;
            if (waiting != null) {
                waiting.interrupt();
            }
        }

        synchronized String refused() {
            return refused;
        }
    }

    /** Prepares a guest and creates it when it may; what fails before that is told after it, as what it is then. */
    public Event create(GuestOrder order) throws InterruptedException {
        Permission permission = permission(order.index());
        try {
            if (permission.awaitedBy(Thread.currentThread())) {
                Event created = create(order, permission.go);
                permission.go.await();
                return created;
            }
        } catch (InterruptedException e) {
            if (permission.refused().isEmpty()) {
                throw e;
            }
        }
        return new Event.CreateFailed(
                order.index(), NO_EXIT_CODE, "this node's policy refuses it by now: " + permission.refused());
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
                    spec.nics().get(i).bridge(), order.mac(slot.lease(), i).text()));
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

    /** The policy has seen that a boot loader of that name is there. */
    private Guest.Boot boot(Boot boot) {
        if (boot instanceof Boot.Loader named) {
            BootLoader loader = conf.bootLoader(named.name()).orElseThrow();
            return new Guest.Boot.Loader(loader.path(), loader.arguments(), conf.bootLoaderRestrict());
        }
        Boot.Kernel kernel = (Boot.Kernel) boot;
        Optional<String> ramdisk = kernel.ramdisk();
        return new Guest.Boot.Kernel(kernel.kernel(), ramdisk, kernel.commandLine());
    }
}
