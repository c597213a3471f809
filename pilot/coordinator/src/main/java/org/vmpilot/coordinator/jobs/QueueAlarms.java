package org.vmpilot.coordinator.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Patience;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.Timing;
import org.vmpilot.protocol.view.AlarmView;

/** Leases that wait in their queues for longer than the site has patience with. */
final class QueueAlarms {
    private QueueAlarms() {}

    static Stream<AlarmView> of(Lease lease, Instant now, Timing timing) {
        Optional<Instant> since = switch (lease.state()) {
            case WAITING, ASSEMBLING, RETURNING ->
                Patience.givenBackAt(lease)
                        .or(() -> Patience.endsAt(lease, timing).filter(at -> !at.isAfter(now)));
            case ACTIVE, ENDING, ENDED -> Optional.empty();
        };
        return since.map(at -> new AlarmView(at, "queue_patience", "", words(lease, timing))).stream();
    }

    private static String words(Lease lease, Timing timing) {
        String queue = lease.request().queue().map(name -> "queue " + name).orElse("the LRM's default queue");
        int times = Patience.timesGivenBack(lease);
        String given = times == 0
                ? ""
                : "; it was given back " + times + (times == 1 ? " time" : " times")
                        + " and comes again after the others";
        return "lease " + lease.token() + " ('" + lease.request().name() + "') has waited in " + queue
                + " for more than " + timing.queuePatience().toSeconds() + " s" + jobs(lease) + given
                + ". It may want what no node has: look at the queue, or end it with 'vmpilot lease end "
                + lease.token() + "'";
    }

    private static String jobs(Lease lease) {
        List<String> sights = lease.state() == LeaseState.ASSEMBLING
                ? lease.current().stream().map(QueueAlarms::sight).toList()
                : List.of();
        String said = sights.stream()
                .distinct()
                .map(words -> sights.stream().filter(words::equals).count() + " " + words)
                .collect(Collectors.joining(", "));
        return said.isEmpty() ? "" : "; the LRM says of its jobs: " + said;
    }

    private static String sight(Slot slot) {
        return slot.sight()
                .map(sight -> sight.state()
                        + sight.reason().map(reason -> " (" + reason + ")").orElse(""))
                .orElse("not shown");
    }
}
