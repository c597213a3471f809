package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vmpilot.protocol.GuestEnd;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Report;

/** What the node's own words do to a slot: reports and certificates. They may come late and doubled. */
final class SlotReports {
    /** A century: what is beyond is no time. */
    private static final long MOST_ELAPSED_MS = 100L * 366 * 86_400_000;

    private SlotReports() {}

    static SlotStep reported(Slot slot, SlotEvent.Reported event, Instant now) {
        if (!slot.claimed()) {
            return SlotStep.impossible(slot, event);
        }
        Report report = event.report();
        Slot anchored = anchored(slot, report, now);
        Instant at = happened(anchored, report, now);
        Slot told = report.event() == Report.Event.POLICY
                ? NodeFaults.refused(anchored, at).because(Reason.of(ReasonCode.NODE_POLICY_REFUSED, report.words()))
                : guests(anchored, report, at).instruction(slot.instruction().reported(report.instruction()));
        SlotStep step = said(told, report);
        if (slot.state().closed() || slot.state() == SlotState.ENDING) {
            return step;
        }
        return switch (report.event()) {
            case POLICY -> then(step, SlotMachine.ending(told.notice(Notice.FAILED), at));
            case ENDING -> said(endsByItself(told, report, at), report);
            case STARTING -> new SlotStep(told.first(Moment.STARTING, at), step.entries());
            default -> step;
        };
    }

    private static SlotStep said(Slot slot, Report report) {
        EventType event = EventType.of(report.event());
        int index = report.guest().orElse(-1);
        return index < 0 || index >= slot.guests().size()
                ? SlotStep.same(slot).entry(event, words(slot, report))
                : SlotStep.same(slot).entry(slot.guests().get(index), event, words(slot, report));
    }

    /**
     * Reckons when vmpilot-node began: reports say what time has passed since, and the one that travelled fastest is nearest
     * to the truth. It began between our submit and the claim, whatever a report says.
     */
    private static Slot anchored(Slot slot, Report report, Instant now) {
        Moments moments = slot.moments();
        Instant latest =
                moments.of(Moment.BEGAN).or(() -> moments.of(Moment.CLAIMED)).orElse(now);
        Instant earliest = moments.of(Moment.SUBMITTING).orElse(latest);
        Instant reckoned = now.minusMillis(Math.max(0, Math.min(report.elapsedMs(), MOST_ELAPSED_MS)));
        Instant began = reckoned.isAfter(latest) ? latest : reckoned.isBefore(earliest) ? earliest : reckoned;
        return slot.moments(moments.latest(Moment.BEGAN, began));
    }

    /** When it happened by our clock; reports come late when we were away. */
    private static Instant happened(Slot slot, Report report, Instant now) {
        Instant began = slot.moments().of(Moment.BEGAN).orElse(now);
        Instant at = began.plusMillis(Math.max(0, Math.min(report.elapsedMs(), MOST_ELAPSED_MS)));
        return at.isAfter(now) ? now : at;
    }

    /** The report's own entry says that it ends. */
    private static Slot endsByItself(Slot slot, Report report, Instant now) {
        String[] parts = report.words().strip().split("[\\s:]+", 2);
        Notice notice = notice(parts[0]).orElse(Notice.FAILED);
        String words = parts.length > 1 ? parts[1] : "";
        Slot blamed = NodeFaults.fell(slot, Optional.of(notice), now);
        Reason why = Reason.of(ReasonCode.of(notice), words);
        return SlotMachine.ending(blamed.notice(notice).because(why), now).slot();
    }

    private static SlotStep then(SlotStep before, SlotStep after) {
        List<Entry> all = new ArrayList<>(before.entries());
        all.addAll(after.entries());
        return new SlotStep(after.slot(), all);
    }

    private static String words(Slot slot, Report report) {
        if (report.guest().isEmpty()) {
            return report.words();
        }
        int index = report.guest().getAsInt();
        String label = index >= 0 && index < slot.guests().size()
                ? slot.guests().get(index).order().label()
                : "guest " + index;
        return report.words().isEmpty() ? label : label + ": " + report.words();
    }

    private static Slot guests(Slot slot, Report report, Instant now) {
        int index = report.guest().orElse(-1);
        Optional<Guest.State> state = switch (report.event()) {
            case GUEST_UP -> Optional.of(Guest.State.UP);
            case GUEST_FAILED -> Optional.of(Guest.State.FAILED);
            case GUEST_ENDED -> Optional.of(Guest.State.ENDED);
            default -> Optional.empty();
        };
        if (report.event() == Report.Event.STARTING) {
            return slot.guests(slot.guests().stream()
                    .map(guest -> guest.reported(Guest.State.STARTING))
                    .toList());
        }
        if (state.isEmpty() || index < 0 || index >= slot.guests().size()) {
            return slot;
        }
        List<Guest> guests = new ArrayList<>(slot.guests());
        guests.set(index, guests.get(index).reported(state.get()));
        boolean allUp = guests.stream().allMatch(guest -> guest.state() == Guest.State.UP);
        Slot told = slot.guests(guests);
        return allUp ? told.first(Moment.UP, now) : told;
    }

    static SlotStep certified(Slot slot, SlotEvent.Certified event, Instant now) {
        if (!slot.claimed()) {
            return SlotStep.impossible(slot, event);
        }
        List<Guest> guests = new ArrayList<>();
        for (Guest guest : slot.guests()) {
            GuestEnd end = event.guests().get(guest.order().index());
            guests.add(end == null ? guest : guest.certified(end));
        }
        Slot blamed = NodeFaults.fell(slot, event.notice(), now);
        Slot told = blamed.guests(guests).verdict(event.verdict()).first(Moment.ENDING, now);
        // The node's notice is the one that it acted on; what we know beside it stays in the reason.
        Slot noticed = event.notice().map(told::notice).orElse(told);
        Reason why = noticed.reason().isEmpty() ? noticed.because().words(event.detail()) : noticed.because();
        ReasonCode kind = noticed.notice().map(ReasonCode::of).orElse(ReasonCode.NOT_SAID);
        Slot certified = noticed.because(why.orCode(kind));
        String words = event.verdict().name().toLowerCase(Locale.ROOT)
                + certified.notice().map(notice -> ", " + notice).orElse("")
                + (event.detail().isEmpty() ? "" : ": " + event.detail());
        SlotStep step = SlotStep.same(certified).entry(EventType.CERTIFICATE, words);
        return slot.state() == SlotState.ENDED ? step : then(step, SlotMachine.ended(certified, now, words));
    }

    static Optional<Notice> notice(String text) {
        for (Notice notice : Notice.values()) {
            if (notice.name().equals(text)) {
                return Optional.of(notice);
            }
        }
        return Optional.empty();
    }
}
