package org.vmpilot.tests.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.vmpilot.coordinator.store.Change;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.Ending;
import org.vmpilot.protocol.GuestGroup;
import org.vmpilot.protocol.GuestSpec;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseTimes;
import org.vmpilot.protocol.LeaseToken;

/** One run: a site, those who want leases of it, and what goes wrong. */
final class Site {
    private static final long FAULTS_UNTIL = 700_000;
    private static final long MOST = 4 * 3_600_000L;

    final World world;
    final Judge judge;
    final SimulatedLrm lrm;
    final Central central;
    final Network network;
    final List<Machine> machines = new ArrayList<>();
    final Map<String, LeaseToken> made = new HashMap<>();
    /** Nodes that a person has given back. */
    final Set<String> resumed = new TreeSet<>();
    /** Whether somebody from outside had to start what brought a node home. */
    boolean helped;

    /** Who moves the ends of leases; empty: nobody. */
    Optional<MovedEnds> moved = Optional.empty();

    /** Whether a person has ended everything at once. */
    boolean killedAll;

    private final Plan plan;
    private final Deadlines deadlines;
    private final Deque<Plan.Strike> strikes;
    private final SimulatedProcess users;

    private Site(Plan plan, Mutant mutant, Trace trace) {
        this.plan = plan;
        this.world = new World(plan.seed(), trace);
        this.judge = new Judge(this, mutant);
        this.lrm = new SimulatedLrm(world, machines);
        lrm.lifted = judge::lifted;
        lrm.cancelled = judge.cancels()::cancelled;
        this.central = new Central(world, judge, lrm, plan);
        this.network = new Network(world, central);
        this.deadlines = new Deadlines(this);
        this.users = new SimulatedProcess(world, "users");
        network.lossPercent = plan.lossPercent();
        central.writes = Broken.writes(mutant);
        for (int number = 1; number <= plan.machines(); number++) {
            machines.add(new Machine(world, "node" + number, plan, judge, network, lrm::place));
        }
        strikes = new ArrayDeque<>(plan.strikes().stream()
                .sorted(Comparator.comparingInt(Plan.Strike::step))
                .toList());
        world.onStep(this::step);
    }

    /** What came of a run. */
    record Outcome(Plan plan, List<String> faults, long trace, int steps, int events, List<String> lines) {
        boolean good() {
            return faults.isEmpty();
        }

        String words() {
            return "run " + plan.name() + ": " + String.join("\n  ", faults)
                    + "\n  alone, with all its steps: mvn -pl tests/simulation -am test -Dtest=OneRunTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dvmpilot.simulation=" + plan.name();
        }
    }

    static Outcome run(Plan plan, Mutant mutant, boolean readable) {
        return run(plan, mutant, readable, site -> {});
    }

    /** Folds all events of the run, and finds a fault where they do not say what GET shows. */
    static Outcome mirrored(Plan plan, Mirroring mirroring) {
        return run(plan, Mutant.NONE, false, site -> {
            site.central.readers = mirroring::written;
            site.central.lookers = mirroring::compare;
        });
    }

    /** The ends of its leases are moved all the time. */
    static Outcome moving(Plan plan, Consumer<MovedEnds> told) {
        return run(plan, Mutant.NONE, false, site -> {
            MovedEnds ends = new MovedEnds(site);
            site.moved = Optional.of(ends);
            told.accept(ends);
        });
    }

    /** @param readers hear of every change that the coordinator makes durable */
    static Outcome runAndTell(Plan plan, Mutant mutant, boolean readable, Consumer<Change> readers) {
        return run(plan, mutant, readable, site -> site.central.readers = readers);
    }

    private static Outcome run(Plan plan, Mutant mutant, boolean readable, Consumer<Site> prepared) {
        Trace trace = new Trace(readable);
        Site site = new Site(plan, mutant, trace);
        prepared.accept(site);
        int broken = Broken.engines();
        try {
            site.run();
        } catch (IllegalStateException e) {
            site.judge.fault(e.getMessage() + " " + e.getStackTrace()[0]);
        }
        if (Broken.engines() > broken) {
            site.judge.fault("the engine could not take an event: " + Broken.words());
        }
        return new Outcome(
                plan, site.judge.faults(), trace.sum(), site.world.steps(), site.world.events(), trace.lines());
    }

    private void run() {
        central.start();
        for (Plan.Wish wish : plan.wishes()) {
            String key = "key-" + made.size() + "-" + plan.wishes().indexOf(wish);
            users.in(wish.at(), () -> want(wish, key));
        }
        world.in(Deadlines.EVERY, this::look);
        runUntil(FAULTS_UNTIL);
        heal();
        runUntil(MOST);
        new LastLook(this, plan).judge();
    }

    /** Until then, or until nothing can happen any more. */
    private void runUntil(long end) {
        long look = world.now();
        while (world.next(end)) {
            if (world.now() >= look) {
                look = world.now() + 10_000;
                if (quiet()) {
                    return;
                }
            }
        }
    }

    Plan plan() {
        return plan;
    }

    boolean quietPlan() {
        return plan.quiet();
    }

    /** Whether the coordinator knows what it did: it was not killed, and whatever it asked for was answered and written. */
    boolean forgetsNothing() {
        return central.lives() == 1
                && plan.strikes().stream().noneMatch(strike -> strike.fault().breaksAPort());
    }

    boolean onlyDrainsAreLifted() {
        return plan.lossPercent() == 0
                && plan.strikes().stream().allMatch(strike -> strike.fault() == Fault.DRAIN_LIFTED);
    }

    boolean quiet() {
        return !judge.waits()
                && made.size() == plan.wishes().size()
                && central.settled()
                && lrm.jobs.values().stream().allMatch(job -> job.state == Job.State.ENDED)
                && machines.stream().allMatch(Machine::quiet);
    }

    private void look() {
        deadlines.look();
        judge.cancels().look();
        world.in(Deadlines.EVERY, this::look);
    }

    private void step(SimulatedProcess process, String what) {
        while (!strikes.isEmpty() && strikes.peek().step() <= world.steps()) {
            strikes.remove().fault().strike(this, process);
        }
    }

    /** From here on nothing goes wrong any more; an admin looks after nodes that nobody looks after. */
    private void heal() {
        world.note("world", "heals", "");
        strikes.clear();
        network.heal();
        lrm.heal();
        central.heal();
        for (Machine machine : machines) {
            machine.heal();
            helped |= machine.needsHelp();
        }
        help();
        thaw();
    }

    private void help() {
        for (Machine machine : machines) {
            if (machine.needsHelp()) {
                machine.home("admin");
            }
            machine.deliver();
        }
        for (String node : List.copyOf(judge.held())) {
            resumed.add(node);
            central.ask(life -> life.resume(node), done -> {}, () -> {});
        }
        lrm.drained.clear();
        lrm.place();
        world.in(600_000, this::help);
    }

    // ---- people ----

    private void want(Plan.Wish wish, String key) {
        LeaseRequest asked = request(wish);
        LeaseRequest request = moved.isEmpty()
                ? asked
                : asked.withTimes(LeaseTimes.of(asked.duration().multipliedBy(MovedEnds.LONGEST_TIMES)));
        central.ask(
                life -> life.create(request, key),
                token -> users.run(() -> {
                    if (made.putIfAbsent(key, token) == null && wish.endAt() > 0) {
                        users.in(wish.endAt() - world.now(), () -> end(token));
                    }
                }),
                () -> users.in(1_000, () -> want(wish, key)));
    }

    private void end(LeaseToken token) {
        central.ask(life -> life.end(token), done -> {}, () -> users.in(1_000, () -> end(token)));
    }

    void killAll() {
        killedAll = true;
        machines.forEach(Machine::killAll);
        freeze();
        users.in(world.between(20_000, 200_000), this::thaw);
    }

    private void freeze() {
        central.ask(life -> life.freeze(), done -> {}, () -> users.in(1_000, this::freeze));
    }

    private void thaw() {
        machines.forEach(machine -> machine.frozen = false);
        central.ask(life -> life.thaw(), done -> {}, () -> users.in(1_000, this::thaw));
    }

    private static LeaseRequest request(Plan.Wish wish) {
        GuestSpec guest = new GuestSpec(
                128,
                1,
                new Boot.Kernel("/images/vmlinuz", Optional.empty(), "quiet"),
                List.of(),
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Ending.Shutdown(Duration.ofSeconds(10)));
        return new LeaseRequest(
                "simulated",
                Duration.ofMillis(wish.durationMs()),
                Optional.empty(),
                wish.impossible() ? Optional.of("none") : Optional.empty(),
                Optional.empty(),
                LeaseRequest.NodeUse.EXCLUSIVE,
                wish.guestsPerSlot(),
                wish.onSlotLoss(),
                List.of(new GuestGroup("worker", wish.slots() * wish.guestsPerSlot(), guest)),
                Map.of(),
                Optional.empty());
    }

    // ---- who is where ----

    Stream<PilotRun> runs() {
        return machines.stream().flatMap(machine -> machine.runs.stream());
    }

    Machine machineOf(SimulatedProcess process) {
        return machines.stream()
                .filter(machine -> process.name().startsWith(machine.name + " "))
                .findFirst()
                .orElseGet(() -> machines.get(world.random().nextInt(machines.size())));
    }

    Optional<PilotJob> anyRunning() {
        List<PilotJob> running =
                lrm.jobs.values().stream().filter(job -> job.run != null).toList();
        return running.isEmpty()
                ? Optional.empty()
                : Optional.of(running.get(world.random().nextInt(running.size())));
    }

    Optional<Gang> anyGang() {
        List<Gang> running = lrm.jobs.values().stream()
                .filter(job -> job.run != null && job.gang != null && job.task == 1)
                .map(job -> job.gang)
                .toList();
        return running.isEmpty()
                ? Optional.empty()
                : Optional.of(running.get(world.random().nextInt(running.size())));
    }
}
