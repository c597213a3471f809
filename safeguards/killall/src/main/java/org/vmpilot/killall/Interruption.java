package org.vmpilot.killall;

/** Ctrl-C (or TERM): says what is still open. What runs on nodes goes on there to its end; the journal knows the rest. */
final class Interruption {
    private final FanOutRun run;
    private final Terminal terminal;
    private final Plan plan;
    private final Thread hook = new Thread(this::report, "interruption");

    Interruption(FanOutRun run, Terminal terminal, Plan plan) {
        this.run = run;
        this.terminal = terminal;
        this.plan = plan;
    }

    void arm() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether it was not used; if it was, it has the last word. */
    boolean disarm() {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down: the hook is running.
            return false;
        }
    }

    private void report() {
        try {
            run.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        terminal.say(plan.verb().word + ": interrupted.");
        terminal.print(new Report(plan, plan.nodes(), run.results()).summary());
        if (!run.running().isEmpty()) {
            terminal.say("goes on by itself on " + run.running());
        }
        if (!run.notBegun().isEmpty()) {
            terminal.say("not begun on " + run.notBegun());
        }
        terminal.say("Go on with: vmpilot " + plan.verb().word + " --resume " + plan.run());
    }
}
