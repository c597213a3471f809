package org.vmpilot.coordinator.access;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmpilot.coordinator.config.Quota;
import org.vmpilot.coordinator.lease.Sums;
import org.vmpilot.protocol.LeaseRequest;

/** Holds one request against one quota and what is used of it. */
final class QuotaCheck {
    private final String whose;
    private final Quota quota;
    private final Sums used;
    private final List<Objection> objections = new ArrayList<>();

    /** @param whose for people: "project night" */
    QuotaCheck(String whose, Quota quota, Sums used) {
        this.whose = whose;
        this.quota = quota;
        this.used = used;
    }

    List<Objection> check(LeaseRequest request, Instant now) {
        long memory = request.groups().stream()
                .mapToLong(group -> (long) group.count() * group.guest().memoryMib())
                .sum();
        count("leases", "name", quota.openLeases().map(Integer::longValue), used.leases(), 1);
        count("slots", "guests_per_node", quota.slots().map(Integer::longValue), used.slots(), request.slotCount());
        count("guests", "group", quota.guests().map(Integer::longValue), used.guests(), request.guestCount());
        count("MiB of memory", "group", quota.memoryMib(), used.memoryMib(), memory);
        quota.longest()
                .filter(longest -> request.longest().compareTo(longest) > 0)
                .ifPresent(longest -> objections.add(Objection.beyond(
                        longestField(request),
                        request.longest().toSeconds() + " s is more than " + whose + " may ask for, "
                                + longest.toSeconds() + " s")));
        quota.nodeHours().ifPresent(most -> nodeHours(request, Duration.ofHours(most), now));
        return objections;
    }

    private void count(String what, String field, Optional<Long> limit, long has, long more) {
        if (limit.isEmpty() || has + more <= limit.get()) {
            return;
        }
        long most = limit.get();
        if (more > most) {
            objections.add(Objection.beyond(
                    field, "it asks for " + more + " " + what + ", and " + whose + " may have " + most + " in all"));
        } else {
            objections.add(Objection.reached(whose + " has " + has + " " + what + ", this asks for " + more
                    + " more, and the limit is " + most + ": end a lease, or ask again later"));
        }
    }

    private void nodeHours(LeaseRequest request, Duration most, Instant now) {
        Duration wanted = request.longest().multipliedBy(request.slotCount());
        Duration has = used.nodeTime(now.minus(quota.period()));
        Duration over = has.plus(wanted).minus(most);
        if (over.isNegative() || over.isZero()) {
            return;
        }
        if (wanted.compareTo(most) > 0) {
            objections.add(Objection.beyond(
                    longestField(request),
                    "it asks for " + hours(wanted) + " node-hours, and " + whose + " may have " + hours(most) + " in "
                            + quota.period().toHours() + " h"));
            return;
        }
        Optional<Duration> wait = used.freed(over, quota.period(), now).map(at -> Duration.between(now, at));
        objections.add(new Objection(
                Optional.empty(),
                whose + " has used or reserved " + hours(has) + " node-hours of " + hours(most) + " in "
                        + quota.period().toHours() + " h, and this asks for " + hours(wanted)
                        + ": ask for less, end a lease, or ask again later",
                wait));
    }

    /** The field that says how long it may last. */
    private static String longestField(LeaseRequest request) {
        return request.longest().equals(request.duration()) ? "duration" : "longest";
    }

    /** With one decimal, up. */
    private static String hours(Duration time) {
        long tenths = (time.toSeconds() + 359) / 360;
        return tenths / 10 + "." + tenths % 10;
    }
}
