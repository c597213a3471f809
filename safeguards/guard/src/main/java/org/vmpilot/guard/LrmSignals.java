package org.vmpilot.guard;

import java.time.Duration;
import java.util.Optional;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Order;

/**
 * What a signal of the LRM means, and how much time it leaves. The same TERM is cancel, walltime and preemption on PBS and
 * Slurm: what stays open is TERMINATED, and the coordinator adds the cause that it knows.
 */
public final class LrmSignals {
    /** The LRM began to count before us (prolog, sudo, JVM), and PBS polls its limits up to 27 s late. */
    private static final long NEAR_MS = 30_000;

    private LrmSignals() {}

    /**
     * @param signal without SIG: TERM, USR1, USR2, XCPU, HUP, INT, CONT
     * @param toLrmEndMs from now to the LRM's own end of the job as far as it is known, less the teardown budget
     * @return empty: the slot goes on
     */
    public static Optional<Notice> notice(LrmName lrm, String signal, long toLrmEndMs) {
        if (signal.equals("CONT")) {
            return Optional.empty();
        }
        if (signal.equals("XCPU")) {
            return Optional.of(Notice.WALLTIME);
        }
        if (lrm == LrmName.GRID_ENGINE && signal.equals("USR1")) {
            // With -notify: the warning before the STOP of qmod -sj, -sq or a subordinate queue.
            return Optional.of(Notice.SUSPENDED);
        }
        if (toLrmEndMs <= NEAR_MS) {
            return Optional.of(Notice.WALLTIME);
        }
        if (lrm == LrmName.GRID_ENGINE && signal.equals("USR2")) {
            // With -notify: the warning before the KILL of qdel or h_rt, and h_rt is not near.
            return Optional.of(Notice.CANCELLED);
        }
        return Optional.of(Notice.TERMINATED);
    }

    /** How long guests may take to shut down politely after a signal: what the LRM grants by its own word, else what it usually does. */
    public static Duration grace(LrmName lrm, Order order) {
        return order.lrmNotice()
                .map(granted -> order.teardown().politeWithin(granted))
                .orElseGet(() -> usualGrace(lrm));
    }

    /**
     * Where the LRM does not tell. It lies below the LRM's usual time until its KILL: the
     * queue's notify of Grid Engine, PBS's kill_delay (both 10 s where they were recorded), Slurm's KillWait (30 s).
     */
    static Duration usualGrace(LrmName lrm) {
        return lrm == LrmName.SLURM ? Duration.ofSeconds(20) : Duration.ofSeconds(5);
    }
}
