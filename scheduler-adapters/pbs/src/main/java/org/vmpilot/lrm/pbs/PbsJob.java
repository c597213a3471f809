package org.vmpilot.lrm.pbs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One job as {@code qstat -f -F json} shows it. PBS's JSON gives texts that look like numbers or truth values as such, so every value is
 * taken as text.
 *
 * @param state PBS's letter; {@code ?}: the record could not be read
 * @param owner account, without its host; empty: not told
 * @param host that it runs or ran on, without port and place; of a gang all of them in PBS's order, separated by commas
 * @param created ctime as PBS writes it
 * @param script whether the account's shell ran a script for it, so that a signal that ended the command reads as 128 + its number
 * @param undelivered whether its output could not be copied to where it should be (Stageout_status 0)
 * @param indices of an array as a whole: those it was submitted with, as {@code 1-5:2}
 */
record PbsJob(
        String id,
        String name,
        String owner,
        char state,
        String holds,
        Optional<String> host,
        Optional<String> comment,
        Optional<Integer> exitStatus,
        boolean started,
        boolean script,
        boolean undelivered,
        String created,
        String indices,
        Map<String, String> used) {
    static final char UNREADABLE = '?';

    /** {@code 12.server}, {@code 12[3].server}, the array itself {@code 12[].server}. */
    static final Pattern ID = Pattern.compile("(\\d+)(?:\\[(\\d*)])?(\\.[^\\s\"]+)?");

    /** Of one chunk: {@code node01/0}, {@code node01:15002/0*2}. */
    private static final Pattern HOST = Pattern.compile("(?:^|\\+)([^/:+]+)");

    static PbsJob of(String id, JsonNode record) {
        String name = text(record, "Job_Name").orElse("");
        // Of a record whose name is lost nothing else is to be believed: an id alone may be another job's by now.
        String state = name.isEmpty() ? "?" : text(record, "job_state").orElse("?");
        return new PbsJob(
                id,
                name,
                text(record, "Job_Owner").map(owner -> owner.split("@", 2)[0]).orElse(""),
                letter(state, text(record, "Hold_Types").orElse("n")),
                text(record, "Hold_Types").orElse("n"),
                text(record, "exec_host").flatMap(PbsJob::host),
                text(record, "comment").filter(words -> !words.isBlank()),
                text(record, "Exit_status").flatMap(PbsJob::number),
                record.has("stime"),
                !record.has("executable"),
                text(record, "Stageout_status").filter("0"::equals).isPresent(),
                text(record, "ctime").orElse(""),
                text(record, "array_indices_submitted").orElse(""),
                used(record.path("resources_used")));
    }

    /** Of a held array its tasks are shown as queued, and their Hold_Types tell (recorded). */
    private static char letter(String state, String holds) {
        if (state.length() != 1) {
            return UNREADABLE;
        }
        boolean held = state.equals("Q") && !holds.equals("n") && !holds.isBlank();
        return held ? 'H' : state.charAt(0);
    }

    static PbsJob unreadable(String id, String name, String owner) {
        return new PbsJob(
                id,
                name,
                owner,
                UNREADABLE,
                "n",
                Optional.empty(),
                Optional.of("qstat's record of it cannot be read"),
                Optional.empty(),
                false,
                false,
                false,
                "",
                "",
                Map.of());
    }

    private static Optional<String> text(JsonNode record, String key) {
        JsonNode value = record.path(key);
        return value.isValueNode() ? Optional.of(value.asText()) : Optional.empty();
    }

    private static Optional<String> host(String hosts) {
        String nodes = HOST.matcher(hosts)
                .results()
                .map(chunk -> chunk.group(1))
                .distinct()
                .collect(Collectors.joining(","));
        return nodes.isEmpty() ? Optional.empty() : Optional.of(nodes);
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of((int) Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> used(JsonNode resources) {
        Map<String, String> used = new TreeMap<>();
        resources.properties().forEach(entry -> {
            if (entry.getValue().isValueNode()) {
                used.put(entry.getKey(), entry.getValue().asText());
            }
        });
        return used;
    }

    /** An array as a whole: its tasks are jobs of their own. */
    boolean isArray() {
        return id.contains("[]");
    }

    /** The index in its array; 0: a single job. */
    int task() {
        Matcher matcher = ID.matcher(id);
        boolean task = matcher.matches()
                && matcher.group(2) != null
                && !matcher.group(2).isEmpty();
        return task ? Integer.parseInt(matcher.group(2)) : 0;
    }

    /** F: finished; X: a task that is over while its array is not; M: moved to another server, of which we know no more. */
    boolean over() {
        return state == 'F' || state == 'X';
    }
}
