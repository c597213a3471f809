package org.vmpilot.coordinator.lease;

import org.vmpilot.protocol.Peer;

/**
 * Who holds a slot: the claim that won.
 *
 * @param job the LRM's job id as the claim says it
 * @param agent what it says of itself: only what it can is asked of it
 */
public record Holder(String node, String job, String nonce, String bootId, Peer agent) {
    /** An agent that says nothing of itself. */
    public Holder(String node, String job, String nonce, String bootId) {
        this(node, job, nonce, bootId, Peer.FIRST);
    }
}
