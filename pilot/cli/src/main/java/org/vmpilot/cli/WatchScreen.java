package org.vmpilot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.SlotView;

/** A lease in a few lines: one for itself, one for each slot with its phases and their times. */
final class WatchScreen {
    private static final String CLEAR_LINE = "\u001b[2K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final Session session;
    private int drawn;

    WatchScreen(Session session) {
        this.session = session;
    }

    /** Draws over what was drawn before. */
    void redraw(LeaseView lease) {
        StringBuilder text = new StringBuilder(drawn > 0 ? "\u001b[" + drawn + "A\r" : "");
        List<String> lines = fitted(summary(lease, session.columns()));
        lines.forEach(line -> text.append(CLEAR_LINE).append(line).append('\n'));
        session.out().print(text.append(CLEAR_BELOW));
        session.out().flush();
        drawn = lines.size();
    }

    /** What does not fit on the terminal would scroll, and could not be drawn over. */
    private List<String> fitted(List<String> lines) {
        int most = Math.max(2, session.rows() - 1);
        if (lines.size() <= most) {
            return lines;
        }
        List<String> first = new ArrayList<>(lines.subList(0, most - 1));
        first.add("... " + (lines.size() - first.size()) + " more slots");
        return first;
    }

    void line(EventView event) {
        String who = event.slot() == null ? event.lease() : event.slot();
        String words = event.words() == null ? "" : event.words();
        String text =
                String.format("%s  %-12s  %-11s  %s", session.times().clock(event.at()), who, event.event(), words);
        session.out().println(Table.visible(text).stripTrailing());
        session.out().flush();
    }

    List<String> summary(LeaseView lease) {
        return summary(lease, Integer.MAX_VALUE);
    }

    private List<String> summary(LeaseView lease, int columns) {
        Colours colours = session.colours();
        List<String> lines = new ArrayList<>();
        lines.add(head(lease, colours, columns));
        Table table = new Table("SLOT", "NODE", "STATE", "GUESTS", "VERDICT", "PHASES");
        for (SlotView slot : lease.slots()) {
            long up = slot.guests().stream()
                    .filter(guest -> guest.state().equals("UP"))
                    .count();
            table.row(
                    slot.key(),
                    slot.node(),
                    slot.state(),
                    up + "/" + slot.guests().size() + " up",
                    slot.verdict(),
                    phases(slot));
        }
        lines.addAll(table.lines(colours, columns));
        return lines;
    }

    private String head(LeaseView lease, Colours colours, int columns) {
        Times times = session.times();
        String time = switch (lease.state()) {
            case "ENDED" -> times.full(lease.endedAt());
            case "ACTIVE" -> times.until(lease.endsAt()) + " left";
            default -> times.ago(lease.createdAt()) + " old";
        };
        String reason = lease.reason() == null ? "" : ": " + Table.visible(lease.reason());
        String before = lease.id() + " (" + Table.visible(lease.name()) + ")  ";
        String after = "  " + time + reason;
        int left = Math.max(0, columns - before.length() - lease.state().length());
        return before + colours.cell(lease.state()) + after.substring(0, Math.min(left, after.length()));
    }

    private static String phases(SlotView slot) {
        return slot.phasesMs() == null
                ? ""
                : slot.phasesMs().entrySet().stream()
                        .map(phase -> phase.getKey() + " " + Times.millis(phase.getValue()))
                        .collect(Collectors.joining(", "));
    }
}
