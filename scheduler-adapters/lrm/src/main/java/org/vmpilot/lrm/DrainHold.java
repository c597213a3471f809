package org.vmpilot.lrm;

/**
 * Who holds a node closed after {@link Lrm#drain}.
 *
 * @param ours false: somebody else had closed it before; his reason stands, and the node is open again when he lifts it, whether it is clean or
 *     not
 * @param reason what the LRM shows for it, our tag included where it is ours
 */
public record DrainHold(boolean ours, String reason) {
    public static DrainHold ours(String reason) {
        return new DrainHold(true, reason);
    }

    /** Of a node that was drained already, by whomever. */
    public static DrainHold of(NodeState drained) {
        String reason = drained.reason().orElse("no reason given");
        return new DrainHold(reason.startsWith(Lrm.DRAIN_TAG), reason);
    }
}
