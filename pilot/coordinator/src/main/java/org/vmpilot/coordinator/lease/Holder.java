package org.vmpilot.coordinator.lease;

/**
 * Who holds a slot: the claim that won.
 *
 * @param job the LRM's job id as the claim says it
 */
public record Holder(String node, String job, String nonce, String bootId) {}
