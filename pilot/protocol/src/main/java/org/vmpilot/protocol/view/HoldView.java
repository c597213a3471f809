package org.vmpilot.protocol.view;

import java.time.Instant;

/**
 * Somebody has the site start nothing new until it is released; what runs goes on.
 *
 * @param queue only leases of this queue; null: of all
 * @param nodes nothing on these nodes, folded; null: it is not of nodes
 * @param until when it is released by itself; null: when somebody releases it
 */
public record HoldView(String id, String queue, String nodes, String who, String why, Instant since, Instant until) {}
