package org.vmpilot.tests.simulation;

import java.util.HashMap;
import java.util.Map;
import org.vmpilot.protocol.SlotKey;

/**
 * Looks every few seconds whether a guest lives past its time: the record's deadline and the polite budget, or its job's end. Excused is a
 * machine whose Xen does not work, and a slot for which nobody is left who could act; and for a bounded time afterwards.
 */
final class Deadlines {
    static final long EVERY = 5_000;
    private static final long DEADLINE_SLACK = 3_000;
    private static final long JOB_OVER_SLACK = 12_000;
    /** A reaper's lock-wait, end-timeout and what is between. */
    private static final long BUDGET = 75_000;
    /** The longest pause of 'again'. */
    private static final long AGAIN = 310_000;

    private final Site site;
    private final Map<String, Long> excused = new HashMap<>();
    private final Map<String, Long> jobOverAt = new HashMap<>();

    Deadlines(Site site) {
        this.site = site;
    }

    void look() {
        for (Machine machine : site.machines) {
            machine.xl.domains.stream()
                    .filter(domain -> domain.state.lives())
                    .map(domain -> domain.slot)
                    .distinct()
                    .forEach(slot -> look(machine, slot));
        }
    }

    private void look(Machine machine, SlotKey slot) {
        long now = site.world.now();
        String key = machine.bootId() + slot;
        boolean jobLives = machine.runs.stream().anyMatch(run -> run.slot.equals(slot) && run.launcher.alive());
        if (!jobLives) {
            jobOverAt.putIfAbsent(key, now);
        }
        boolean broken = machine.xl.trouble != Xl.Trouble.NONE || machine.xl.destroySticks;
        if (broken || !machine.somebodyCanAct(slot)) {
            excused.put(key, now + (broken ? AGAIN : 0));
        }
        long limit =
                Math.min(deadline(machine, slot), jobOverAt.getOrDefault(key, Long.MAX_VALUE - AGAIN) + JOB_OVER_SLACK);
        if (now > Math.max(limit, excused.getOrDefault(key, 0L)) + BUDGET) {
            site.judge.fault(slot + " lives on " + machine.name + " past its time");
            excused.put(key, now + AGAIN);
        }
    }

    private long deadline(Machine machine, SlotKey slot) {
        return machine.record(slot)
                .filter(record -> record.deadlineMs() > 0)
                .map(record ->
                        record.deadlineMs() - machine.uptime() + site.world.now() + record.endingMs() + DEADLINE_SLACK)
                .orElse(Long.MAX_VALUE - AGAIN);
    }
}
