package org.vmpilot.tests.faults;

import java.util.ArrayList;
import java.util.List;
import org.vmpilot.tests.node.Patience;

/** What is done in a case: when, what before, what then, what takes the cause away. Cases are drawn from plans (see {@link Catalogue}). */
final class Plan {
    /** Something that is done to a running case. */
    interface Deed {
        void to(Stage stage) throws Exception;
    }

    /** How the slot ends if nobody interferes. */
    enum Ending {
        LEASE,
        CANCELLED,
        WORD,
        /** By nothing but the walltime; not drawn by chance. */
        WALLTIME
    }

    private static final Deed NOTHING = stage -> {};

    final Kind kind;
    final String words;
    final Moment moment;
    final List<String> settings = new ArrayList<>();
    final List<String> configuration = new ArrayList<>();
    Deed before = NOTHING;
    Deed blow = NOTHING;
    Deed heal = NOTHING;
    Deed after = NOTHING;
    Deed check = NOTHING;
    int guests;
    int walltimeSeconds = 600;
    int assemblySeconds = 15;
    String queue;
    Ending ending;
    Desk.Slip slip = Desk.Slip.NONE;

    Plan(Kind kind, String words, Moment moment) {
        this.kind = kind;
        this.words = words;
        this.moment = moment;
    }

    /** The blow falls at the moment. */
    Plan blow(Deed deed) {
        blow = deed;
        return this;
    }

    /** Done before the job is submitted. */
    Plan before(Deed deed) {
        before = deed;
        return this;
    }

    /** Takes the cause away: when the node is barred as expected, or when it is home. */
    Plan heal(Deed deed) {
        heal = deed;
        return this;
    }

    /** Done when the case is over, before the judge looks at what is left. */
    Plan after(Deed deed) {
        after = deed;
        return this;
    }

    /** Settings of the simulated xl. */
    Plan with(String... more) {
        settings.addAll(List.of(more));
        return this;
    }

    /** A line of node.conf that replaces the usual one. */
    Plan configured(String line) {
        configuration.add(line);
        return this;
    }

    /** What must hold besides, once the judge has nothing to say any more. */
    Plan check(Deed deed) {
        check = deed;
        return this;
    }

    /** The walltime of job and order: guests have so many seconds, more on a slow machine, before the order's teardown budget. */
    Plan walltime(int seconds) {
        walltimeSeconds = (int) Desk.TEARDOWN.total().plus(Patience.of(seconds)).toSeconds();
        ending = Ending.WALLTIME;
        return this;
    }

    Plan assembly(int seconds) {
        assemblySeconds = seconds;
        return this;
    }

    Plan in(String name) {
        queue = name;
        return this;
    }

    Plan ending(Ending how) {
        ending = how;
        return this;
    }

    /** How many guests, where it matters. */
    Plan guests(int count) {
        guests = count;
        return this;
    }

    Plan slip(Desk.Slip what) {
        slip = what;
        return this;
    }

    /** For another slot of the same lease, whose node nothing happens on. */
    Plan sibling() {
        Plan plan = new Plan(Kind.NOTHING, "nothing", new Moment.Begun()).after(ProcessPlans::nextJobComes);
        plan.walltimeSeconds = walltimeSeconds;
        plan.assemblySeconds = assemblySeconds;
        return plan;
    }

    @Override
    public String toString() {
        return kind + ": " + words + " " + moment;
    }
}
