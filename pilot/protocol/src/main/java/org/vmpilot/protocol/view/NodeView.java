package org.vmpilot.protocol.view;

import java.time.Instant;

/**
 * A node that the configuration names or that ever claimed.
 *
 * @param state ordinary, leased, ending, barred
 * @param leases who has it, separated by blanks; null if nobody
 * @param why of a barred node
 */
public record NodeView(String node, String state, String leases, Instant until, String why, Instant since) {}
