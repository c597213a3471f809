package org.vmpilot.protocol.view;

import java.time.Instant;
import java.util.List;

/**
 * The agent that last claimed on a node.
 *
 * @param version of vmpilot; null: it does not say
 * @param protocol 1: it says nothing of itself
 * @param standing current; previous, next: one protocol apart, which works; too_old, too_new: it is refused
 */
public record AgentView(String version, int protocol, List<String> features, String standing, Instant toldAt) {}
