package org.vmpilot.coordinator.store;

/**
 * What slots have used that are over. Of what it is not a sum of, the word is empty.
 *
 * @param day YYYY-MM-DD, UTC
 * @param account the LRM's
 * @param slots those that were over then
 * @param nodeMs from claim to certificate
 * @param guestMs from GO to certificate, times guests
 */
public record UsageSum(
        String day, String project, String owner, String account, long slots, long nodeMs, long guestMs) {}
