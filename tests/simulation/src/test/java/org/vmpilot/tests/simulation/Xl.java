package org.vmpilot.tests.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.vmm.DomainState;
import org.vmpilot.vmm.ShutdownOutcome;

/** Xen and its xl on one machine: slow, and as bad as a run wants it. What it lists is true, when it lists at all. */
final class Xl {
    static final long TIMEOUT = 20_000;
    static final long CREATE_TIMEOUT = 60_000;

    /** How it is with every call. */
    enum Trouble {
        NONE,
        FAILS,
        HANGS
    }

    final List<Domain> domains = new ArrayList<>();
    final List<Making> makings = new ArrayList<>();
    Trouble trouble = Trouble.NONE;
    /** A create fails; {@code createLeaves}: and leaves a domain. */
    boolean createFails;

    boolean createLeaves;
    /** A destroy succeeds and leaves a dying domain. */
    boolean destroySticks;

    private final World world;
    private final Machine machine;
    private int lastId;

    Xl(World world, Machine machine) {
        this.world = world;
        this.machine = machine;
    }

    /** Empty: it failed, or did not come back within its time. */
    void list(SimulatedProcess caller, Consumer<Optional<List<Domain>>> answer) {
        call(
                caller,
                world.between(50, 300),
                () -> answer.accept(Optional.of(List.copyOf(domains))),
                () -> answer.accept(Optional.empty()));
    }

    private void call(SimulatedProcess caller, long time, Runnable answer, Runnable failed) {
        switch (trouble) {
            case NONE ->
                caller.in(time, () -> {
                    if (trouble == Trouble.FAILS) {
                        failed.run();
                    } else {
                        answer.run();
                    }
                });
            case FAILS -> caller.in(time, failed);
            case HANGS -> caller.in(TIMEOUT, failed);
        }
    }

    /** vmpilot-create's xl: makers live on when who started them dies. */
    void create(SlotKey slot, int index, IntConsumer exited) {
        Making making = new Making(slot, index, machine.judge.notClean(machine));
        makings.add(making);
        if (trouble == Trouble.HANGS) {
            boolean half = world.chance(50);
            making(making, 500, () -> appear(making, half));
            // The agent kills it: what it tells then has no exit code.
            making(making, CREATE_TIMEOUT, () -> exit(making, -1, exited));
        } else if (trouble == Trouble.FAILS || createFails) {
            boolean half = createLeaves;
            making(making, 300, () -> appear(making, half));
            making(making, 400, () -> exit(making, 1, exited));
        } else {
            making(making, world.between(300, 900), () -> appear(making, true));
            making(making, world.between(900, 1500), () -> exit(making, 0, exited));
        }
    }

    private void making(Making making, long wait, Runnable what) {
        world.in(wait, () -> {
            if (!making.ended) {
                what.run();
            }
        });
    }

    private void appear(Making making, boolean there) {
        if (there) {
            lastId++;
            Domain domain = new Domain(making.slot, making.index, lastId);
            domains.add(domain);
            world.note(machine.name, "domain", domain);
            machine.judge.made(machine, domain, making.notClean);
        }
    }

    private void exit(Making making, int code, IntConsumer exited) {
        makings.remove(making);
        making.ended = true;
        if (code == 0) {
            domains.stream()
                    .filter(domain -> domain.slot.equals(making.slot) && domain.index == making.index)
                    .forEach(this::lives);
        }
        exited.accept(code);
    }

    private void lives(Domain domain) {
        domain.state = DomainState.ALIVE;
        int kind = world.random().nextInt(100);
        if (kind < 12) {
            world.in(world.between(1_000, 60_000), () -> ended(domain));
        } else if (kind < 20) {
            world.in(world.between(1_000, 40_000), () -> reboots(domain));
        }
    }

    /** A guest's own end. */
    void ended(Domain domain) {
        if (domain.state != DomainState.ALIVE || !domains.contains(domain)) {
            return;
        }
        domain.state = DomainState.ENDED;
        world.note(machine.name, "guest ended", domain);
        world.in(100, () -> {
            if (domain.daemon) {
                domains.remove(domain);
            }
        });
    }

    /** For a moment no domain has its UUID; its daemon makes the next one. */
    void reboots(Domain domain) {
        if (domain.state != DomainState.ALIVE || !domains.contains(domain)) {
            return;
        }
        if (!domain.daemon) {
            ended(domain);
            return;
        }
        world.note(machine.name, "guest reboots", domain);
        domains.remove(domain);
        // It was begun when its guest was.
        Making making = new Making(domain.slot, domain.index, Set.of());
        makings.add(making);
        making(making, world.between(200, 1200), () -> {
            appear(making, true);
            exit(making, 0, code -> {});
        });
    }

    /** Whether it succeeds says nothing of the domain. */
    void destroy(SimulatedProcess caller, Domain domain, Runnable returned) {
        call(
                caller,
                200,
                () -> {
                    if (domains.contains(domain)) {
                        domain.state = DomainState.DYING;
                        world.in(world.between(50, 600), () -> dead(domain));
                    }
                    returned.run();
                },
                returned);
    }

    private void dead(Domain domain) {
        if (!destroySticks) {
            domains.remove(domain);
        }
    }

    void shutDown(SimulatedProcess caller, String uuid, Consumer<ShutdownOutcome> answer) {
        call(caller, 200, () -> answer.accept(asked(uuid)), () -> answer.accept(ShutdownOutcome.NO_ANSWER));
    }

    private ShutdownOutcome asked(String uuid) {
        for (Domain domain : domains) {
            if (domain.uuid.equals(uuid) && domain.state.lives()) {
                int kind = world.random().nextInt(100);
                if (kind < 75 && !domain.asked) {
                    world.in(world.between(500, 9_000), () -> ended(domain));
                }
                domain.asked = true;
                return kind < 95 ? ShutdownOutcome.ASKED : ShutdownOutcome.NO_ANSWER;
            }
        }
        return ShutdownOutcome.NOT_THERE;
    }

    /** What a reaper does to makers; what they have made stays, and nobody waits for its end any more. */
    void endMakers(SlotKey slot) {
        makings.removeIf(making -> {
            making.ended |= making.slot.equals(slot);
            return making.ended;
        });
        domains.forEach(domain -> domain.daemon &= !domain.slot.equals(slot));
    }

    List<Domain> of(SlotKey slot) {
        return domains.stream().filter(domain -> domain.slot.equals(slot)).toList();
    }

    boolean makes(SlotKey slot) {
        return makings.stream().anyMatch(making -> making.slot.equals(slot));
    }

    /** Power-off. */
    void off() {
        makings.forEach(making -> making.ended = true);
        makings.clear();
        domains.clear();
    }

    void heal() {
        trouble = Trouble.NONE;
        createFails = false;
        createLeaves = false;
        if (destroySticks) {
            destroySticks = false;
            domains.removeIf(domain -> domain.state == DomainState.DYING);
        }
    }
}
