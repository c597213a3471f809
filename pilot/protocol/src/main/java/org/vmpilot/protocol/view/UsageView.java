package org.vmpilot.protocol.view;

/**
 * What slots have used that are over. Null: the sum is over all of them.
 *
 * @param day YYYY-MM-DD, in UTC
 * @param owner the token's name that made the leases; empty: of leases from before there were owners
 * @param account the LRM's; empty: the requests named none
 * @param slots those that were over then
 * @param nodeSeconds from claim to certificate
 * @param guestSeconds from GO to certificate, times guests
 */
public record UsageView(
        String day,
        String project,
        String owner,
        String account,
        long slots,
        double nodeSeconds,
        double guestSeconds) {}
