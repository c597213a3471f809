package org.vmpilot.killall;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.vmpilot.killall.fanout.NodeResult;
import org.vmpilot.killall.fanout.NodeVerdict;

/** The exit codes of kill-all and thaw; docs/kill-all.md and the man page list them. */
final class ExitCode {
    static final int GOOD = 0;
    static final int DIRTY = 1;
    static final int UNKNOWN = 2;
    static final int REFUSED = 3;
    static final int UNREACHABLE = 4;
    static final int NOT_CONFIRMED = 5;
    static final int USAGE = 64;
    static final int CONFIGURATION = 78;
    /** 128 + SIGINT, as the JVM itself ends. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    /** The worst that was found: guests that are left, then what is not known, then where nothing was done. */
    static int of(Collection<NodeResult> results, boolean open) {
        Set<NodeVerdict> verdicts = results.stream().map(NodeResult::verdict).collect(Collectors.toSet());
        if (verdicts.contains(NodeVerdict.DIRTY) || verdicts.contains(NodeVerdict.FROZEN)) {
            return DIRTY;
        } else if (verdicts.contains(NodeVerdict.UNKNOWN) || open) {
            return UNKNOWN;
        } else if (verdicts.contains(NodeVerdict.REFUSED)) {
            return REFUSED;
        }
        return verdicts.contains(NodeVerdict.UNREACHABLE) ? UNREACHABLE : GOOD;
    }
}
