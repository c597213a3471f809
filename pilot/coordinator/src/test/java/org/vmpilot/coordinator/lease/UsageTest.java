package org.vmpilot.coordinator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.protocol.LeaseToken;

class UsageTest {
    private static final Duration PERIOD = Duration.ofDays(7);
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private static LeaseToken token(int number) {
        String letters = "abcdefghijklmnopqrstuvwxyz";
        return new LeaseToken("vaaaaa" + letters.charAt(number / 26 % 26) + letters.charAt(number % 26));
    }

    private static Usage.Share open(Owner owner, int slots, Duration each) {
        return new Usage.Share(owner, slots, 2 * slots, 256L * slots, each.multipliedBy(slots), Optional.empty());
    }

    private static Usage.Share ended(Usage.Share was, Duration used, Instant at) {
        return new Usage.Share(
                was.owner(),
                was.slots(),
                was.guests(),
                was.memoryMib(),
                used.multipliedBy(was.slots()),
                Optional.of(at));
    }

    @Test
    void an_open_lease_counts_all_that_it_may_use_and_an_ended_one_what_it_used_for_a_period() {
        Usage usage = new Usage(PERIOD);
        Owner owner = new Owner("night", "alpha");
        Usage.Share share = open(owner, 4, Duration.ofHours(10));
        usage.takeBack(token(1), Optional.of(share), NOW);

        assertThat(usage.ofProject("alpha").leases()).isEqualTo(1);
        assertThat(usage.ofProject("alpha").memoryMib()).isEqualTo(1024);
        assertThat(usage.ofOwner("night").nodeTime(NOW.minus(PERIOD))).isEqualTo(Duration.ofHours(40));

        Instant end = NOW.plus(Duration.ofHours(3));
        usage.takeBack(token(1), Optional.of(ended(share, Duration.ofHours(2), end)), end);
        assertThat(usage.ofProject("alpha").slots()).isZero();
        assertThat(usage.ofProject("alpha").nodeTime(end.minus(PERIOD))).isEqualTo(Duration.ofHours(8));
        assertThat(usage.ofProject("alpha").freed(Duration.ofHours(8), PERIOD, end))
                .contains(end.plus(PERIOD));
        assertThat(usage.ofProject("alpha").freed(Duration.ofHours(9), PERIOD, end))
                .isEmpty();
        Instant later = end.plus(PERIOD).plusSeconds(1);
        assertThat(usage.ofProject("alpha").nodeTime(later.minus(PERIOD))).isZero();
    }

    @Test
    void where_no_limit_looks_back_what_has_ended_is_not_kept() {
        Usage usage = new Usage(Duration.ZERO);
        Usage.Share share = open(Owner.UNKNOWN, 1, Duration.ofHours(1));
        usage.takeBack(token(1), Optional.of(share), NOW);
        usage.takeBack(token(1), Optional.of(ended(share, Duration.ofHours(1), NOW)), NOW);

        assertThat(usage.share(token(1))).isEmpty();
        assertThat(usage.ofProject("default").nodeTime(Instant.EPOCH)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_happens_and_is_taken_back_the_sums_are_those_of_what_is_there(long seed) {
        Random random = new Random(seed);
        Usage usage = new Usage(PERIOD);
        Map<LeaseToken, Usage.Share> there = new HashMap<>();
        List<Owner> owners = List.of(new Owner("a", "one"), new Owner("b", "one"), new Owner("a", "two"));
        Instant now = NOW;
        for (int step = 0; step < 500; step++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(120)));
            LeaseToken token = token(random.nextInt(40));
            Optional<Usage.Share> before = usage.share(token);
            Usage.Share next = before.filter(share -> share.endedAt().isEmpty()).isPresent()
                    ? ended(before.get(), Duration.ofMinutes(random.nextInt(600)), now)
                    : open(
                            owners.get(random.nextInt(3)),
                            1 + random.nextInt(5),
                            Duration.ofHours(1 + random.nextInt(9)));
            usage.takeBack(token, Optional.of(next), now);
            if (random.nextInt(4) == 0) {
                usage.takeBack(token, before, now);
            } else {
                there.put(token, next);
            }
            holds(usage, there, now);
        }
    }

    private static void holds(Usage usage, Map<LeaseToken, Usage.Share> there, Instant now) {
        Instant since = now.minus(PERIOD);
        for (String project : List.of("one", "two")) {
            List<Usage.Share> its = there.values().stream()
                    .filter(share -> share.owner().project().equals(project))
                    .toList();
            List<Usage.Share> open =
                    its.stream().filter(share -> share.endedAt().isEmpty()).toList();
            Sums sums = usage.ofProject(project);
            assertThat(sums.leases()).isEqualTo(open.size());
            assertThat(sums.slots())
                    .isEqualTo(open.stream().mapToInt(Usage.Share::slots).sum());
            assertThat(sums.guests())
                    .isEqualTo(open.stream().mapToInt(Usage.Share::guests).sum());
            Duration time = its.stream()
                    .filter(share ->
                            share.endedAt().filter(at -> at.isBefore(since)).isEmpty())
                    .map(Usage.Share::nodeTime)
                    .reduce(Duration.ZERO, Duration::plus);
            assertThat(sums.nodeTime(since)).isEqualTo(time);
        }
    }
}
