package org.vmpilot.protocol.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What would become of a request: the answer of a dry run. Nothing was made, and nothing is held for it.
 *
 * @param lease what the idempotency key of the call has made already, and a create would answer with; null: it would make one
 * @param request as it would be made, all defaults filled in
 * @param defaults the fields of {@code request} that the caller did not give; null: not known
 * @param slots how many it needs
 * @param askedAt when the nodes' states were looked at
 * @param warnings what is likely to go wrong all the same
 */
public record OfferView(
        String lease,
        Map<String, Object> request,
        List<String> defaults,
        int slots,
        Nodes nodes,
        Start start,
        Instant askedAt,
        List<String> warnings) {
    /**
     * How many nodes could take a slot of it, by what they said of themselves.
     *
     * @param everUnknown nodes that have said nothing
     * @param now of {@code ever}, those that nobody of ours has, that nothing closes, and that the LRM has up; it may have given them to others
     * @param factsFrom when the oldest of what is known was told; null: nothing is known
     */
    public record Nodes(int all, int ever, int everUnknown, int now, int nowUnknown, Instant factsFrom) {}

    /**
     * When it would start.
     *
     * @param at by the LRM's own estimate; null: not known
     * @param askedAt when the LRM gave it; null: it gave none
     * @param words who says so, or why nobody does
     */
    public record Start(Instant at, Instant askedAt, String words) {}
}
