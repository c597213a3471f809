package org.vmpilot.coordinator.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vmpilot.coordinator.LiveSite;
import org.vmpilot.coordinator.config.Access;
import org.vmpilot.coordinator.config.Quota;
import org.vmpilot.coordinator.lease.Owner;
import org.vmpilot.coordinator.lease.Usage;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;

class AllowancesTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Caller NIGHT =
            new Caller("night", Role.SUBMITTER, "alpha", "10.0.0.1", Optional.of("night.1"));
    /** One slot with two guests of 128 MiB, one hour. */
    private static final LeaseRequest REQUEST = LiveSite.request();

    private final Usage usage = new Usage(DAY);

    private static Quota quota(
            Integer leases, Integer slots, Integer guests, Long memory, Duration longest, Integer hours) {
        return new Quota(
                Optional.ofNullable(leases),
                Optional.ofNullable(slots),
                Optional.ofNullable(guests),
                Optional.ofNullable(memory),
                Optional.ofNullable(longest),
                Optional.ofNullable(hours),
                DAY);
    }

    private List<Objection> check(Quota project, Quota submitter, LeaseRequest request, Caller by) {
        Access access = new Access(
                List.of(new Access.Project("alpha", Optional.of("acct"), project)), submitter, Duration.ofDays(30));
        return new Allowances(access).check(request, by, usage, NOW);
    }

    private void open(String owner, int slots, Duration each) {
        usage.takeBack(
                LeaseToken.random(new Random(slots)),
                Optional.of(new Usage.Share(
                        new Owner(owner, "alpha"),
                        slots,
                        2 * slots,
                        256L * slots,
                        each.multipliedBy(slots),
                        Optional.empty())),
                NOW);
    }

    @Test
    void without_limits_nothing_stands_against_it() {
        open("night", 50, DAY);

        assertThat(check(Quota.NONE, Quota.NONE, REQUEST, NIGHT)).isEmpty();
    }

    @Test
    void what_one_lease_alone_asks_too_much_of_names_its_field() {
        Quota none = quota(0, 0, 1, 255L, Duration.ofMinutes(59), 0);

        assertThat(check(none, Quota.NONE, REQUEST, NIGHT))
                .extracting(Objection::field)
                .containsExactly(
                        Optional.of("name"),
                        Optional.of("guests_per_node"),
                        Optional.of("group"),
                        Optional.of("group"),
                        Optional.of("duration"),
                        Optional.of("duration"));
    }

    @Test
    void what_waits_for_others_end_says_how_much_there_is() {
        open("other", 3, Duration.ofHours(1));

        assertThat(check(quota(1, 3, 7, 1000L, null, 3), Quota.NONE, REQUEST, NIGHT))
                .allSatisfy(objection -> assertThat(objection.field()).isEmpty())
                .extracting(Objection::words)
                .containsExactly(
                        "project alpha has 1 leases, this asks for 1 more, and the limit is 1: end a lease, or ask again later",
                        "project alpha has 3 slots, this asks for 1 more, and the limit is 3: end a lease, or ask again later",
                        "project alpha has 6 guests, this asks for 2 more, and the limit is 7: end a lease, or ask again later",
                        "project alpha has 768 MiB of memory, this asks for 256 more, and the limit is 1000: end a lease, or ask again later",
                        "project alpha has used or reserved 3.0 node-hours of 3.0 in 24 h, and this asks for 1.0: ask for less, end a"
                                + " lease, or ask again later");
    }

    @Test
    void node_hours_come_back_when_what_used_them_has_been_over_for_the_period() {
        Usage.Share used = Usage.Share.past(
                new Owner("night", "alpha"), 2, Duration.ofHours(1), NOW.minusSeconds(7300), NOW.minusSeconds(3600));
        usage.takeBack(new LeaseToken("vaaaaaaa"), Optional.of(used), NOW);

        assertThat(check(quota(null, null, null, null, null, 2), Quota.NONE, REQUEST, NIGHT))
                .singleElement()
                .satisfies(objection -> assertThat(objection.retryAfter()).contains(DAY.minusSeconds(3600)));
        assertThat(check(quota(null, null, null, null, null, 3), Quota.NONE, REQUEST, NIGHT))
                .isEmpty();
    }

    @Test
    void a_submitters_own_limit_is_its_own_and_no_operators() {
        open("night", 1, Duration.ofHours(1));
        Quota one = quota(1, null, null, null, null, null);

        assertThat(check(Quota.NONE, one, REQUEST, NIGHT)).hasSize(1);
        Caller other = new Caller("day", Role.SUBMITTER, "alpha", "", Optional.of("day.1"));
        assertThat(check(Quota.NONE, one, REQUEST, other)).isEmpty();
        Caller operator = new Caller("night", Role.OPERATOR, "alpha", "", Optional.of("night.1"));
        assertThat(check(Quota.NONE, one, REQUEST, operator)).isEmpty();
    }

    @Test
    void a_project_with_an_account_is_charged_to_no_other() {
        LeaseRequest named = new LeaseRequest(
                REQUEST.name(),
                REQUEST.duration(),
                REQUEST.queue(),
                REQUEST.nodeProperty(),
                Optional.of("theirs"),
                REQUEST.nodeUse(),
                REQUEST.guestsPerNode(),
                REQUEST.onSlotLoss(),
                REQUEST.groups(),
                REQUEST.labels(),
                REQUEST.defaults());

        assertThat(check(Quota.NONE, Quota.NONE, named, NIGHT))
                .singleElement()
                .satisfies(objection -> assertThat(objection.field()).contains("account"));
        assertThat(check(Quota.NONE, Quota.NONE, named, NIGHT.in("gone")))
                .singleElement()
                .satisfies(objection -> assertThat(objection.words()).contains("gone is not in"));
    }
}
