package org.vmpilot.tests.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmpilot.protocol.Notice;

/** The guard of one pilot run: its rules, once a second, on what its machine is like. */
final class Guard {
    private final World world;
    private final Machine machine;
    private final PilotRun run;
    final Process process;
    /** It has left the job and opened its end of the line. */
    private boolean listening;

    private Runnable armed;
    private GuardRules rules = GuardRules.BEGIN;

    Guard(World world, Machine machine, PilotRun run) {
        this.world = world;
        this.machine = machine;
        this.run = run;
        this.process = machine.process(run.slot + ".guard");
        process.in(world.between(50, 150), this::listen);
    }

    private void listen() {
        process.step("listens");
        listening = true;
        if (armed != null) {
            run.agent.in(0, armed);
        }
        if (run.agent.alive()) {
            run.agent.atEnd(() -> process.run(() -> after(0)));
            process.in(1000, this::look);
        } else {
            after(0);
        }
    }

    /** The agent's open of the line returns when both have opened it. */
    void arm(Runnable then) {
        armed = then;
        if (listening && process.alive()) {
            run.agent.in(1, then);
        }
    }

    private void look() {
        if (!run.agent.alive()) {
            return;
        }
        GuardRules.Look look = rules.look(sight());
        rules = look.next();
        if (look.home().isPresent() && machine.judge.mutant() != Mutant.GUARD_NEVER_ACTS) {
            home(look.home().get());
        } else {
            process.in(1000, this::look);
        }
    }

    private GuardRules.Sight sight() {
        Folder folder = machine.run.get(run.slot);
        boolean has = folder != null && folder.record != null;
        List<String> halted = new ArrayList<>();
        if (run.agent.stopped()) {
            halted.add("agent");
        }
        if (run.launcher.stopped()) {
            halted.add("launcher");
        }
        return new GuardRules.Sight(
                machine.recorded(run.slot),
                machine.uptime(),
                has ? folder.record.deadlineMs() : 0,
                has ? folder.record.endingMs() : 0,
                has && folder.goAt > 0 ? folder.goAt + folder.durationMs : 0,
                halted,
                Optional.of(run.launcher.alive()));
    }

    private void after(int looks) {
        switch (GuardRules.afterAgent(looks, machine.recorded(run.slot), run.node.alive(), run.node.stopped())) {
            case END -> process.end();
            case WAIT -> process.in(200, () -> after(looks + 1));
            case HOME -> home(Notice.FAILED);
        }
    }

    /** It becomes 'vmpilot-node again', in the same process. */
    private void home(Notice why) {
        if (machine.judge.mutant() == Mutant.GUARD_NEVER_ACTS) {
            return;
        }
        process.step("brings home, " + why);
        Folder folder = machine.run.get(run.slot);
        if (folder != null) {
            folder.notice(why);
        }
        machine.again(process, run.slot, "vmpilot-guard");
    }
}
