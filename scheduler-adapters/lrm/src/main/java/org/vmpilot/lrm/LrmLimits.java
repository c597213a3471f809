package org.vmpilot.lrm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the LRM really grants a pilot job of one queue, as read from the LRM's own configuration: what {@code vmpilot doctor} holds the
 * site's settings against. Empty: the LRM does not tell.
 *
 * @param notice between the LRM's polite signal and its KILL (Grid Engine's {@code notify}, PBS's {@code kill_delay}, Slurm's {@code KillWait})
 * @param reaction how late, after its cause, the polite signal or a start may come (scheduler interval, polling of the node's daemon)
 * @param prolog whether a prolog of the site runs before each job
 * @param epilog whether an epilog of the site runs after each job
 * @param remarks what else in the LRM's configuration endangers a node's return, for people, one sentence each
 */
public record LrmLimits(
        Optional<Duration> notice,
        Optional<Duration> reaction,
        Optional<Boolean> prolog,
        Optional<Boolean> epilog,
        List<String> remarks) {
    public LrmLimits {
        remarks = List.copyOf(remarks);
    }

    /** With more remarks. */
    public LrmLimits and(List<String> more) {
        List<String> all = new ArrayList<>(remarks);
        all.addAll(more);
        return new LrmLimits(notice, reaction, prolog, epilog, all);
    }

    public static LrmLimits notTold() {
        return new LrmLimits(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }
}
