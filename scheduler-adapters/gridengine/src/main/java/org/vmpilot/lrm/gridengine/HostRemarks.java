package org.vmpilot.lrm.gridengine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What endangers a node's return in the configuration that its execution daemon goes by: one sentence for all hosts that have it.
 *
 * @param hosts the configuration in force on each host
 */
record HostRemarks(Map<String, Map<String, String>> hosts) {
    /** What a pilot takes for the end of its job, and for a suspension; see docs/grid-engine.md. */
    private static final Set<String> ENDING = Set.of("usr2", "term");

    private static final Set<String> SUSPENDING = Set.of("usr1");

    /** Hosts that a sentence names. */
    private static final int NAMED = 5;

    List<String> all() {
        List<String> remarks = new ArrayList<>();
        remark(
                remarks,
                host -> isNone(host, Parameters.NOTIFY_KILL),
                "has execd_params NOTIFY_KILL=none: qdel and h_rt" + " kill a pilot without a signal before.");
        remark(
                remarks,
                host -> isOther(host, Parameters.NOTIFY_KILL, "USR2", ENDING),
                "has an execd_params NOTIFY_KILL"
                        + " that is neither USR2 nor TERM: a pilot does not take it for the end of its job.");
        remark(
                remarks,
                host -> isOther(host, Parameters.NOTIFY_SUSP, "USR1", SUSPENDING),
                "has an execd_params"
                        + " NOTIFY_SUSP that is not USR1: a suspended pilot is stopped beside its running guests, and they are"
                        + " destroyed without being asked to shut down.");
        remark(
                remarks,
                host -> Parameters.ofExecd(host).is("INHERIT_ENV", true),
                "lacks execd_params INHERIT_ENV=false: the" + " execution daemon's environment leaks into every job.");
        remark(
                remarks,
                host -> !Parameters.ofExecd(host).is("ENABLE_ADDGRP_KILL", true),
                "has execd_params"
                        + " ENABLE_ADDGRP_KILL off: processes that leave an ordinary job's process group outlive the job.");
        remark(
                remarks,
                HostRemarks::forgets,
                "has a reschedule_unknown: a pilot job on a host that is not heard of for so"
                        + " long leaves the books, while its guests may be running.");
        return remarks;
    }

    private static boolean isNone(Map<String, String> host, String signal) {
        return Parameters.ofExecd(host).isNone(signal);
    }

    private static boolean isOther(Map<String, String> host, String name, String usual, Set<String> known) {
        String signal = Parameters.ofExecd(host).get(name, usual).toLowerCase(Locale.ROOT);
        boolean none = signal.equals("none") && known.equals(ENDING); // has a sentence of its own
        return !none && !known.contains(signal.replaceFirst("^sig", ""));
    }

    private static boolean forgets(Map<String, String> host) {
        return QconfText.time(host.getOrDefault("reschedule_unknown", ""))
                .filter(time -> time.compareTo(Duration.ZERO) > 0)
                .isPresent();
    }

    private void remark(List<String> remarks, Predicate<Map<String, String>> holds, String words) {
        List<String> names = hosts.entrySet().stream()
                .filter(host -> holds.test(host.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (!names.isEmpty()) {
            remarks.add(named(names) + " " + words);
        }
    }

    private String named(List<String> names) {
        if (names.size() == hosts.size()) {
            return "Each host";
        }
        String all = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return "Each of " + names.size() + " hosts (" + all + (names.size() > NAMED ? " ..." : "") + ")";
    }
}
