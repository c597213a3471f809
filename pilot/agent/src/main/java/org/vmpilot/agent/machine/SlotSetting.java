package org.vmpilot.agent.machine;

import org.vmpilot.guard.Deadlines;
import org.vmpilot.protocol.SlotKey;

/**
 * What a slot knows of itself from its beginning.
 *
 * @param nonce of this run of the agent
 * @param guestOverheadMib what Xen needs for a guest beside its memory
 */
public record SlotSetting(
        SlotKey slot, String node, String nonce, String bootId, Deadlines deadlines, int guestOverheadMib) {}
