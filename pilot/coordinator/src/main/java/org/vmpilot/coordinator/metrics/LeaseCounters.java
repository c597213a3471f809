package org.vmpilot.coordinator.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import java.util.Arrays;
import java.util.Locale;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.Result;
import org.vmpilot.coordinator.lease.Slot;
import org.vmpilot.coordinator.lease.SlotState;
import org.vmpilot.coordinator.loop.Decisions;
import org.vmpilot.coordinator.loop.Member;
import org.vmpilot.protocol.Verdict;

/** What came of leases and slots since the start. For the loop's thread. */
final class LeaseCounters implements Member {
    private final Counter created;
    private final Counter ended;
    private final Counter certificates;
    private final Counter lost;

    LeaseCounters(Families families) {
        created = families.counter("vmpilot_leases_created_total", "Leases that were made.");
        ended = families.counter(
                "vmpilot_leases_ended_total", "Leases that have ended, by what came of them.", "result");
        certificates = families.counter(
                "vmpilot_slot_certificates_total", "Verdicts on slots that were new, or other than before.", "verdict");
        lost = families.counter("vmpilot_slots_lost_total", "Slots whose job was over and no certificate had come.");
        Arrays.stream(Result.values()).forEach(result -> ended.labelValues(label(result)));
        Arrays.stream(Verdict.values()).forEach(verdict -> certificates.labelValues(label(verdict)));
    }

    private static String label(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void changed(Decisions.Told told) {
        if (told.before().isEmpty()) {
            created.inc();
        }
        if (told.changedState() && told.lease().state() == LeaseState.ENDED) {
            told.lease()
                    .resultOfEnd()
                    .ifPresent(result -> ended.labelValues(label(result)).inc());
        }
        told.changedSlots().forEach(slot -> changed(told, slot));
    }

    private void changed(Decisions.Told told, Slot slot) {
        boolean wasLost = told.before(slot)
                .filter(before -> before.state() == SlotState.LOST)
                .isPresent();
        if (slot.state() == SlotState.LOST) {
            if (!wasLost) {
                lost.inc();
            }
            return;
        }
        boolean certified = slot.verdict().isPresent()
                && (wasLost || !told.before(slot).flatMap(Slot::verdict).equals(slot.verdict()));
        if (certified) {
            certificates.labelValues(label(slot.verdict().get())).inc();
        }
    }
}
