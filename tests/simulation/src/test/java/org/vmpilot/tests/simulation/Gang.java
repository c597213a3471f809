package org.vmpilot.tests.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.JobRequest;

/**
 * A job over several nodes as the LRM has it: its pilots are started together, its nodes are its own until all of them are home and the program that
 * started them has ended.
 */
final class Gang {
    final JobId id;
    final JobRequest request;
    final List<PilotJob> pilots = new ArrayList<>();
    /** The program on its first node stays when all pilots are home, and hears nothing but a KILL. */
    boolean hangs;

    private final World world;
    private final SimulatedLrm lrm;
    private final boolean brackets;
    /** Of its runs the one under way. */
    private int run;

    private int atWork;
    private boolean leaves;

    Gang(World world, SimulatedLrm lrm, JobId id, JobRequest request) {
        this.world = world;
        this.lrm = lrm;
        this.id = id;
        this.request = request;
        this.brackets = world.chance(50);
        for (int task = 1; task <= request.tasks(); task++) {
            pilots.add(new PilotJob(id, request, task, this));
        }
    }

    Job.State state() {
        return pilots.stream()
                .map(pilot -> pilot.state)
                .filter(state -> state != Job.State.ENDED)
                .findFirst()
                .orElse(Job.State.ENDED);
    }

    /** On so many machines, all at once. */
    void start(List<Machine> machines) {
        run++;
        leaves = false;
        hangs = false;
        atWork = pilots.size();
        for (PilotJob pilot : pilots) {
            lrm.start(pilot, machines.get(pilot.task - 1));
        }
        int started = run;
        world.in(pilots.get(0).walltimeMs, () -> {
            if (started == run) {
                end();
            }
        });
    }

    /** How often it was started. */
    int runs() {
        return run;
    }

    private boolean isRunning() {
        return state() == Job.State.RUNNING;
    }

    /** Walltime, a cancel, an admin, its first program's death: TERM to all, and later KILL. */
    void end() {
        int ended = run;
        if (isRunning()) {
            pilots.forEach(pilot -> pilot.run.signal("TERM"));
            world.in(world.between(8_000, 30_000), () -> {
                if (ended == run && isRunning()) {
                    kill();
                }
            });
        }
    }

    void kill() {
        hangs = false;
        pilots.forEach(pilot -> pilot.run.killedByLrm());
        leaveIfHome();
    }

    /** A pilot has ended: its node waits for the others, if it is still there. */
    void home(PilotJob pilot, PilotRun of) {
        if (pilot.run == of && pilot.state == Job.State.RUNNING) {
            if (!pilot.machine.up) {
                lost(pilot);
            }
            leaveIfHome();
        }
    }

    /** Its node has no power any more. */
    void lost(PilotJob pilot) {
        if (leaves || pilot.state != Job.State.RUNNING) {
            return;
        }
        world.note("lrm", "loses a node of", pilot);
        if (request.assembly() == JobRequest.Assembly.GANG_THAT_GOES_ON) {
            pilot.state = Job.State.ENDED;
            pilot.machine.jobIsOver(pilot, () -> {});
        } else {
            end();
        }
    }

    private void leaveIfHome() {
        if (!leaves && !hangs && pilots.stream().noneMatch(pilot -> pilot.run.launcher.alive())) {
            leaves = true;
            List<PilotJob> there = pilots.stream()
                    .filter(pilot -> pilot.state == Job.State.RUNNING)
                    .toList();
            atWork = there.size();
            there.forEach(pilot -> pilot.machine.jobIsOver(pilot, this::left));
            if (there.isEmpty()) {
                over();
            }
        }
    }

    private void left() {
        atWork--;
        if (atWork == 0) {
            over();
        }
    }

    private void over() {
        world.note("lrm", "ended", this);
        boolean again = pilots.stream().anyMatch(pilot -> pilot.requeue);
        for (PilotJob pilot : pilots) {
            pilot.state = again ? Job.State.QUEUED : Job.State.ENDED;
            pilot.requeue = false;
            pilot.run = null;
        }
        world.in(world.between(500, 4_000), lrm::place);
    }

    /** Whether nothing runs in it any more but, maybe, its first program. */
    boolean allHome() {
        return isRunning() && pilots.stream().noneMatch(pilot -> pilot.run.launcher.alive());
    }

    Job view() {
        Optional<String> nodes = state() == Job.State.QUEUED ? Optional.empty() : Optional.of(nodes());
        Optional<String> seen = lrm.nodesUnreadable
                ? nodes.map(text -> "node[1-")
                : lrm.nodesCut ? nodes.map(text -> text.substring(0, Math.min(text.length(), 8))) : nodes;
        return new Job(id, request.name(), 0, state(), seen, Optional.empty());
    }

    private String nodes() {
        boolean over = state() == Job.State.ENDED;
        List<String> names = pilots.stream()
                .filter(pilot -> over || pilot.state == Job.State.RUNNING)
                .flatMap(pilot -> Optional.ofNullable(pilot.machine).stream())
                .map(machine -> machine.name)
                .toList();
        return brackets
                ? names.stream()
                        .map(name -> name.substring("node".length()))
                        .collect(Collectors.joining(",", "node[", "]"))
                : String.join(",", names);
    }

    @Override
    public String toString() {
        return id + " " + request.name() + " of " + pilots.size();
    }
}
