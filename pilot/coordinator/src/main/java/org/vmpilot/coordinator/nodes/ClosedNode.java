package org.vmpilot.coordinator.nodes;

import java.time.Instant;

/**
 * A node that says itself that nothing may be started there.
 *
 * @param words its own
 * @param since when it first said so
 * @param last when it last said so
 */
public record ClosedNode(String words, Instant since, Instant last) {}
