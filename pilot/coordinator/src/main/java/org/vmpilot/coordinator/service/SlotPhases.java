package org.vmpilot.coordinator.service;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.coordinator.lease.Moment;
import org.vmpilot.coordinator.lease.Moments;
import org.vmpilot.coordinator.lease.Slot;

/** How long each phase of a slot took, by the coordinator's clock; phases that are over only. */
final class SlotPhases {
    private SlotPhases() {}

    static Map<String, Long> of(Slot slot) {
        Moments moments = slot.moments();
        Map<String, Long> phases = new LinkedHashMap<>();
        Moment begun = moments.has(Moment.BEGAN) ? Moment.BEGAN : Moment.CLAIMED;
        put(phases, "queued", moments, Moment.SUBMITTING, begun);
        put(phases, "claiming", moments, Moment.BEGAN, Moment.CLAIMED);
        // With the order as GO nobody assembles: the node prepares until it starts guests.
        boolean goWithOrder = moments.of(Moment.GO).equals(moments.of(Moment.CLAIMED));
        put(phases, "preparing", moments, Moment.CLAIMED, goWithOrder ? Moment.STARTING : Moment.READY);
        if (!goWithOrder) {
            put(phases, "assembling", moments, Moment.READY, Moment.GO);
        }
        put(phases, "starting", moments, goWithOrder ? Moment.STARTING : Moment.GO, Moment.UP);
        put(phases, "running", moments, Moment.UP, Moment.ENDING);
        put(phases, "ending", moments, Moment.ENDING, Moment.ENDED);
        return phases;
    }

    private static void put(Map<String, Long> phases, String name, Moments moments, Moment from, Moment to) {
        Optional<Duration> took =
                moments.of(from).flatMap(begin -> moments.of(to).map(end -> Duration.between(begin, end)));
        took.filter(time -> !time.isNegative()).ifPresent(time -> phases.put(name, time.toMillis()));
    }
}
