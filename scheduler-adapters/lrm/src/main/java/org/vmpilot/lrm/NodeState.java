package org.vmpilot.lrm;

import java.util.Optional;

/**
 * A node as the LRM shows it.
 *
 * @param drained no jobs are given to it
 * @param reason of the drain; ours begin with {@link Lrm#DRAIN_TAG}
 */
public record NodeState(String node, boolean up, boolean drained, Optional<String> reason) {}
