package org.vmpilot.lrm.gridengine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vmpilot.lrm.LrmLimits;

/**
 * What a cell's configuration grants a pilot job of one queue. Pure: from what {@code qconf} printed.
 *
 * @param name the queue's
 * @param queue {@code qconf -sq}; empty: pilot jobs name no queue
 * @param hosts the configuration that is in force on each host of the queue, by its name
 * @param global the global configuration
 * @param scheduler {@code qconf -ssconf}
 * @param settle ours
 */
record CellLimits(
        String name,
        Map<String, String> queue,
        Map<String, Map<String, String>> hosts,
        Map<String, String> global,
        Map<String, String> scheduler,
        Duration settle) {

    LrmLimits limits() {
        return new LrmLimits(notice(), reaction(), hook("prolog"), hook("epilog"), remarks());
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (queue.isEmpty()) {
            remarks.add("Pilot jobs name no queue: any queue of the cell may start them, with whatever it grants."
                    + " Set default_queue.");
        } else {
            remarks.addAll(new QueueRemarks(name, queue).all());
        }
        remarks.addAll(new HostRemarks(hosts).all());
        remarks.addAll(new CellRemarks(global, scheduler, settle).all());
        remarks.addAll(hookRemarks("prolog"));
        remarks.addAll(hookRemarks("epilog"));
        return remarks;
    }

    /** The shortest of all hosts. With NOTIFY_KILL=none there is no signal before the KILL. */
    private Optional<Duration> notice() {
        if (hosts.values().stream().anyMatch(host -> Parameters.ofExecd(host).isNone(Parameters.NOTIFY_KILL))) {
            return Optional.of(Duration.ZERO);
        }
        return variants("notify")
                .flatMap(value -> QconfText.time(value).stream())
                .min(Duration::compareTo);
    }

    /** A submit and the end of a job each make the scheduler look, after so many seconds; where they do not, its interval counts. */
    private Optional<Duration> reaction() {
        Optional<Duration> submit = flush("flush_submit_sec");
        Optional<Duration> finish = flush("flush_finish_sec");
        boolean both = submit.filter(CellLimits::isSet).isPresent()
                && finish.filter(CellLimits::isSet).isPresent();
        return both
                ? Stream.concat(submit.stream(), finish.stream()).max(Duration::compareTo)
                : QconfText.time(scheduler.getOrDefault("schedule_interval", ""));
    }

    private Optional<Duration> flush(String key) {
        return QconfText.time(scheduler.getOrDefault(key, ""));
    }

    private static boolean isSet(Duration time) {
        return !time.isZero();
    }

    /** The queue's own comes before the configuration's. Only what runs on every host of the queue counts. */
    private Optional<Boolean> hook(String which) {
        if (queue.isEmpty()) {
            return Optional.empty();
        }
        if (variants(which).noneMatch(QconfText::isNone)) {
            return Optional.of(true);
        }
        return Optional.of(!hosts.isEmpty() && without(which).isEmpty());
    }

    private List<String> without(String which) {
        return hosts.entrySet().stream()
                .filter(host -> QconfText.isNone(host.getValue().getOrDefault(which, "")))
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<String> hookRemarks(String which) {
        boolean everywhere = hook(which).orElse(true);
        boolean somewhere = variants(which).anyMatch(value -> !QconfText.isNone(value))
                || without(which).size() < hosts.size();
        if (everywhere || !somewhere) {
            return List.of();
        }
        return List.of("Not every host of queue " + name + " has a(n) " + which + " (without: "
                + String.join(", ", without(which)) + "; and see the queue's own).");
    }

    private Stream<String> variants(String key) {
        return QconfText.variants(queue.getOrDefault(key, "")).stream();
    }
}
