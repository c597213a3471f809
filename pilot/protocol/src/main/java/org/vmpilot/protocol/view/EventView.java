package org.vmpilot.protocol.view;

import java.time.Instant;

/**
 * One thing that happened to a lease. {@code sequence} grows over all leases and is never reused.
 *
 * @param slot slot key, null when the event is the lease's
 */
public record EventView(long sequence, Instant at, String lease, String slot, String event, String words) {}
