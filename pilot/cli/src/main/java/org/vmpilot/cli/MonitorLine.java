package org.vmpilot.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vmpilot.protocol.view.AlarmView;
import org.vmpilot.protocol.view.StatusView;

/**
 * The coordinator's state as Nagios, Icinga and their kin take it from a plugin: a code, and one line with performance data.
 *
 * @param state what the code stands for
 */
record MonitorLine(State state, String words, String figures) {
    /** What may be wrong with a node, or with a lease's, however well the rest is. */
    private static final Set<String> CRITICAL =
            Set.of("drain_failed", "drain_gone", "no_certificate", "claimed_elsewhere");

    private static final int SHOWN = 3;

    /** In the order of the codes. */
    enum State {
        OK(0),
        WARNING(1),
        CRITICAL(2),
        UNKNOWN(3);

        final int code;

        State(int code) {
            this.code = code;
        }
    }

    static MonitorLine of(StatusView status, Instant now) {
        if (status.alarms() == null) {
            return unknown("this token is told of no alarms: use one of role monitor");
        }
        List<String> words = new ArrayList<>();
        State state = State.OK;
        if (!status.lrmAnswers()) {
            boolean asked = status.lrmAskedAt() != null;
            state = asked ? State.CRITICAL : State.WARNING;
            words.add("LRM " + status.lrm() + (asked ? " does not answer" : " has not answered yet"));
        }
        if (status.frozen() != null) {
            state = worse(state, State.WARNING);
            words.add("frozen by " + status.frozen().who());
        }
        for (AlarmView alarm : status.alarms()) {
            state = worse(state, CRITICAL.contains(alarm.kind()) ? State.CRITICAL : State.WARNING);
        }
        words.addAll(alarms(status.alarms()));
        words.add(status.openLeases() + " leases open, " + status.activeLeases() + " active");
        return new MonitorLine(state, String.join("; ", words), figures(status, now));
    }

    static MonitorLine unknown(String words) {
        return new MonitorLine(State.UNKNOWN, words, "");
    }

    private static State worse(State one, State other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** How many, and the gravest and oldest by kind and node: their words are long, and vmpilot status has them. */
    private static List<String> alarms(List<AlarmView> alarms) {
        if (alarms.isEmpty()) {
            return List.of();
        }
        List<String> grave = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (AlarmView alarm : alarms) {
            String node = alarm.node() == null || alarm.node().isEmpty() ? "" : " " + alarm.node();
            (CRITICAL.contains(alarm.kind()) ? grave : others).add(alarm.kind() + node);
        }
        grave.addAll(others);
        String shown = String.join(", ", grave.subList(0, Math.min(SHOWN, grave.size())));
        return List.of((alarms.size() == 1 ? "1 alarm: " : alarms.size() + " alarms: ")
                + shown
                + (grave.size() > SHOWN ? " ..." : ""));
    }

    private static String figures(StatusView status, Instant now) {
        String age = status.lrmAskedAt() == null
                ? ""
                : " lrm_answer_age="
                        + Math.max(0, Duration.between(status.lrmAskedAt(), now).toSeconds()) + "s;;;0";
        return "open_leases=" + status.openLeases() + ";;;0 active_leases=" + status.activeLeases() + ";;;0 alarms="
                + status.alarms().size() + ";;;0" + age;
    }

    /** One line; what follows a bar is figures. */
    String text() {
        String clean =
                Words.visible(words).replace('|', '/').replaceAll("\\s+", " ").strip();
        return "VMPILOT " + state + " - " + clean + (figures.isEmpty() ? "" : " | " + figures);
    }
}
