package org.vmpilot.tests.simulation;

import java.util.ArrayList;
import java.util.List;

/** A process: what it has planned ends with it, and waits while it is stopped. */
public final class Process {
    private final World world;
    private final String name;
    private final List<Runnable> waiting = new ArrayList<>();
    private final List<Runnable> atEnd = new ArrayList<>();
    private boolean alive = true;
    private boolean stopped;

    Process(World world, String name) {
        this.world = world;
        this.name = name;
    }

    public String name() {
        return name;
    }

    public boolean alive() {
        return alive;
    }

    /** Whether it lives and is not stopped. */
    boolean able() {
        return alive && !stopped;
    }

    boolean stopped() {
        return alive && stopped;
    }

    public void in(long wait, Runnable what) {
        world.in(wait, () -> run(what));
    }

    /** Runs it as this process, now or when it is continued. */
    public void run(Runnable what) {
        if (!alive) {
            return;
        }
        if (stopped) {
            waiting.add(what);
            return;
        }
        try {
            what.run();
        } catch (Killed e) {
            if (alive) {
                throw new IllegalStateException(name + " was left as if killed", e);
            }
        }
    }

    public void step(String what) {
        world.step(this, what);
    }

    /** Its end, of whatever kind; what hangs on it hears of it a moment later. */
    public void end() {
        if (alive) {
            alive = false;
            stopped = false;
            waiting.clear();
            atEnd.forEach(what -> world.in(1, what));
        }
    }

    void kill() {
        if (alive) {
            world.note(name, "killed", "");
            end();
        }
    }

    void stop() {
        if (able()) {
            world.note(name, "stopped", "");
            stopped = true;
        }
    }

    void go() {
        if (stopped()) {
            world.note(name, "continued", "");
            stopped = false;
            List<Runnable> late = List.copyOf(waiting);
            waiting.clear();
            late.forEach(what -> in(0, what));
        }
    }

    public void atEnd(Runnable what) {
        atEnd.add(what);
    }
}
