package org.vmpilot.protocol.view;

import java.time.Instant;

/**
 * Something that somebody must see to; it is there as long as its cause.
 *
 * @param kind drain_failed, resume_failed, drain_gone, silent, no_certificate, node_closed, black_hole, queue_patience, wrong_key, unknown_node, claimed_elsewhere,
 *     clock_set
 * @param node empty: it concerns the coordinator's own machine, or a lease that has no node
 * @param words one or two sentences for people
 */
public record AlarmView(Instant since, String kind, String node, String words) {}
