package org.vmpilot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vmpilot.protocol.view.EventView;
import org.vmpilot.protocol.view.LeaseView;
import org.vmpilot.protocol.view.SlotView;

/** A lease in a few lines: one for itself, one for each slot with its phases and their times. */
final class WatchScreen {
    private static final String CLEAR_LINE = "\u001b[2K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final String INDENT = "    ";

    private final Session session;
    private int drawn;

    WatchScreen(Session session) {
        this.session = session;
    }

    /** Draws over what was drawn before. */
    void redraw(LeaseView lease) {
        draw(fitted(summary(lease)));
    }

    /** The last frame: nothing is drawn over it, so it may be longer than the screen. */
    void last(LeaseView lease) {
        draw(summary(lease));
    }

    private void draw(List<String> lines) {
        StringBuilder text = new StringBuilder(drawn > 0 ? "\u001b[" + drawn + "A\r" : "");
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
        first.add("... " + (lines.size() - first.size()) + " more lines");
        return first;
    }

    void line(EventView event) {
        String who = event.slot() == null ? event.lease() : event.slot();
        List<String> words = Words.lines(event.words() == null ? "" : event.words());
        String text = String.format(
                "%s  %-12s  %-11s  %s", session.times().clock(event.at()), who, event.event(), words.get(0));
        session.out().println(Words.visible(text).stripTrailing());
        words.stream().skip(1).forEach(more -> session.out().println(INDENT + Words.visible(more)));
        session.out().flush();
    }

    List<String> summary(LeaseView lease) {
        Colours colours = session.colours();
        List<String> lines = new ArrayList<>(head(lease, colours));
        Table table = new Table("SLOT", "NODE", "STATE", "GUESTS", "NOTICE", "VERDICT", "PHASES");
        for (SlotView slot : lease.slots()) {
            long up = slot.guests().stream()
                    .filter(guest -> guest.state().equals("UP"))
                    .count();
            table.row(
                    slot.key(),
                    slot.node(),
                    slot.state(),
                    up + "/" + slot.guests().size() + " up",
                    slot.notice(),
                    slot.verdict(),
                    phases(slot));
        }
        lines.addAll(table.lines(colours, session.width()));
        return lines;
    }

    private List<String> head(LeaseView lease, Colours colours) {
        String before = lease.id() + " (" + Words.visible(lease.name()) + ")  ";
        String after = "  " + outcome(lease) + time(lease);
        String reason = lease.reason() == null ? "" : Words.visible(lease.reason());
        int width = session.width();
        int used = before.length() + lease.state().length() + after.length();
        List<String> lines = new ArrayList<>();
        if (used > width) {
            lines.addAll(Words.broken(before + lease.state() + after, width));
        } else {
            lines.add(before + colours.cell(lease.state()) + after);
        }
        List<String> pieces = Words.lines(reason);
        if (!reason.isEmpty() && pieces.size() == 1 && used + 2 + reason.length() <= width) {
            lines.set(lines.size() - 1, lines.get(lines.size() - 1) + ": " + reason);
        } else if (!reason.isEmpty()) {
            pieces.stream()
                    .flatMap(piece ->
                            Words.broken(piece, width == Integer.MAX_VALUE ? width : width - INDENT.length()).stream())
                    .forEach(piece -> lines.add(INDENT + piece));
        }
        return lines;
    }

    /** Why it ended beside how its nodes came home: one says nothing of the other. */
    private static String outcome(LeaseView lease) {
        String both = Stream.of(Outcome.withNotice(lease.result(), lease.notice()), lease.verdict())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        return both.isEmpty() ? "" : both + "  ";
    }

    private String time(LeaseView lease) {
        Times times = session.times();
        return switch (lease.state()) {
            case "ENDED" -> times.full(lease.endedAt());
            case "ACTIVE" -> times.until(lease.endsAt()) + " left";
            default -> times.ago(lease.createdAt()) + " old";
        };
    }

    private static String phases(SlotView slot) {
        return slot.phasesMs() == null
                ? ""
                : slot.phasesMs().entrySet().stream()
                        .map(phase -> phase.getKey() + " " + Times.millis(phase.getValue()))
                        .collect(Collectors.joining(", "));
    }
}
