package org.vmpilot.lrm.slurm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vmpilot.lrm.LrmLimits;

/** What a cluster grants a pilot job, from {@code scontrol show config} and {@code show partition}. */
final class SlurmLimits {
    private static final Pattern LINE = Pattern.compile("(?m)^(\\w+)\\s*= (.*)$");
    private static final Pattern WORD = Pattern.compile("(\\w+)=(\\S*)");
    private static final Pattern NUMBER = Pattern.compile("^(\\d+)");

    /** Bound of our own epilog ({@code epilog-bound} of node.conf by default), and what it may take beyond it. */
    private static final int EPILOG_SECONDS = 30;

    private static final Duration SCHED_INTERVAL = Duration.ofSeconds(60);

    private final Map<String, String> config = new HashMap<>();
    private final Map<String, String> partition = new HashMap<>();
    private final List<String> remarks = new ArrayList<>();

    private SlurmLimits(String config, String partition) {
        fill(LINE.matcher(config), this.config);
        fill(WORD.matcher(partition), this.partition);
    }

    private static void fill(Matcher matcher, Map<String, String> values) {
        while (matcher.find()) {
            values.put(matcher.group(1), matcher.group(2).strip());
        }
    }

    /** @param partition one line of {@code show partition}; empty: not known */
    static LrmLimits of(String config, String partition) {
        return new SlurmLimits(config, partition).read();
    }

    private LrmLimits read() {
        hooks();
        preemption();
        nodes();
        return new LrmLimits(
                number("KillWait").map(Duration::ofSeconds),
                Optional.of(schedulerInterval()),
                has("Prolog"),
                has("Epilog"),
                remarks);
    }

    private Optional<Boolean> has(String key) {
        return Optional.ofNullable(config.get(key)).map(value -> !value.equals("(null)"));
    }

    private Optional<Integer> number(String key) {
        Matcher matcher = NUMBER.matcher(config.getOrDefault(key, ""));
        return matcher.find() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    private Duration schedulerInterval() {
        Matcher matcher =
                Pattern.compile("sched_interval=(\\d{1,6})").matcher(config.getOrDefault("SchedulerParameters", ""));
        return matcher.find() ? Duration.ofSeconds(Long.parseLong(matcher.group(1))) : SCHED_INTERVAL;
    }

    private void hooks() {
        if (has("Prolog").orElse(false)) {
            remarkUnless(
                    config.getOrDefault("PrologFlags", "").contains("Alloc"),
                    "PrologFlags has no Alloc: the prolog runs when a job's first step begins, and not before it is shown as running.");
            remarkUnless(
                    config.getOrDefault("SchedulerParameters", "").contains("nohold_on_prolog_fail"),
                    "SchedulerParameters has no nohold_on_prolog_fail: a job that a prolog refuses is held instead of running elsewhere.");
        }
        int bound = number("PrologEpilogTimeout").orElse(0);
        if (has("Epilog").orElse(false)) {
            remarkUnless(
                    bound >= EPILOG_SECONDS,
                    "PrologEpilogTimeout is " + bound + " s: the epilog may need " + EPILOG_SECONDS
                            + " s to give a node back.");
        }
    }

    private void preemption() {
        String mode = partition
                .getOrDefault("PreemptMode", config.getOrDefault("PreemptMode", "OFF"))
                .toUpperCase(Locale.ROOT);
        boolean preempts = !config.getOrDefault("PreemptType", "preempt/none").endsWith("/none");
        if (preempts && (mode.contains("SUSPEND") || mode.contains("GANG"))) {
            remarks.add(
                    "PreemptMode is " + mode
                            + ": a pilot would be suspended under its guests; the guard ends the slot then. REQUEUE or CANCEL give it a TERM first.");
        }
        String shared = partition.getOrDefault("OverSubscribe", "NO");
        remarkUnless(
                !shared.startsWith("FORCE"),
                "OverSubscribe is " + shared + ": --exclusive is not granted in this partition.");
        String state = partition.getOrDefault("State", "UP");
        remarkUnless(state.equals("UP"), "The partition's state is " + state + ".");
    }

    private void nodes() {
        number("SlurmdTimeout")
                .filter(seconds -> seconds > 0)
                .ifPresent(
                        seconds -> remarks.add(
                                "SlurmdTimeout is " + seconds
                                        + " s: a node whose slurmd is silent for longer loses its job in Slurm while the pilot still runs there."));
        remarkUnless(
                !config.getOrDefault("ProctrackType", "").endsWith("/pgid"),
                "ProctrackType is proctrack/pgid: processes that leave the group of a job are not signalled.");
        number("MinJobAge")
                .filter(seconds -> seconds > 0 && seconds < 60)
                .ifPresent(seconds -> remarks.add("MinJobAge is " + seconds
                        + " s: jobs that are over are forgotten before a lost answer can be looked for."));
    }

    private void remarkUnless(boolean good, String words) {
        if (!good) {
            remarks.add(words);
        }
    }
}
