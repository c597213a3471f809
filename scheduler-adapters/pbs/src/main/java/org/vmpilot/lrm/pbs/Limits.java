package org.vmpilot.lrm.pbs;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;
import org.vmpilot.lrm.commands.Programs;

/** What the server grants a pilot job, as far as it tells: kill_delay, scheduler's interval, hooks. */
final class Limits {
    /** PBS's own default, which it does not show. */
    private static final int KILL_DELAY = 10;

    private static final Pattern HOOK = Pattern.compile("(?m)^Hook (\\S+)$((?:\\R\\s.*)*)");
    private static final Pattern EVENTS = Pattern.compile("event = ([^=]*)(?:\\R\\s*\\w+ =|$)");

    private final Asking pbs;

    Limits(Asking pbs) {
        this.pbs = pbs;
    }

    LrmLimits read(Optional<String> wanted) throws LrmException {
        JsonNode server = first(pbs.json("qstat", "-B", "-f", "-F", "json").path("Server"));
        String queue = wanted.orElse(server.path("default_queue").asText(""));
        JsonNode settings = queue.isEmpty()
                ? server.path("none")
                : first(pbs.json("qstat", "-Q", "-f", "-F", "json", queue).path("Queue"));
        List<String> remarks = remarks(server, settings, queue);
        Optional<String> hooks = hooks(remarks);
        return new LrmLimits(
                Optional.of(Duration.ofSeconds(settings.path("kill_delay").asLong(KILL_DELAY))),
                Optional.of(
                        Duration.ofSeconds(server.path("scheduler_iteration").asLong(600))),
                hooks.flatMap(all -> has(all, "execjob_prologue", "execjob_begin")),
                hooks.flatMap(all -> has(all, "execjob_epilogue", "execjob_end")),
                remarks);
    }

    private static JsonNode first(JsonNode map) {
        return map.elements().hasNext() ? map.elements().next() : map;
    }

    private static List<String> remarks(JsonNode server, JsonNode queue, String name) {
        List<String> remarks = new ArrayList<>();
        if (!server.path("job_history_enable").asText("").equals("True")) {
            remarks.add(
                    "The server keeps no history (job_history_enable): a job of a lost submit is not found once it is over.");
        }
        if (!server.path("scheduling").asText("True").equals("True")) {
            remarks.add("Scheduling is off: no job starts.");
        }
        for (String what : List.of("enabled", "started")) {
            if (!queue.path(what).asText("True").equals("True")) {
                remarks.add("Queue " + name + " is not " + what + ".");
            }
        }
        if (server.path("node_fail_requeue").asInt(310) != 0) {
            remarks.add(
                    "node_fail_requeue is " + server.path("node_fail_requeue").asText("310")
                            + " s: a task of an array whose node fails is started elsewhere while the old pilot may live; its claim is refused.");
        }
        remarks.add(
                "Each mom looks at the walltime every $min_check_poll to $max_check_poll seconds (10 to 120 unless mom_priv/config says"
                        + " otherwise, which the server does not tell): TERM may come that late.");
        return remarks;
    }

    /** Root's alone, on the server's host: not even a manager may list them (seen on 23.06.06). */
    private Optional<String> hooks(List<String> remarks) throws LrmException {
        Programs.Answer answer = pbs.run("qmgr", "-c", "list hook");
        if (answer.status() != 0 || !answer.errors().isBlank()) {
            remarks.add("Hooks are root's to list, on the server's host (" + answer.words()
                    + "): whether prolog and epilog run is not known here. There: qmgr -c 'list hook vmpilot' must show enabled = true and event ="
                    + " execjob_begin,execjob_prologue,execjob_epilogue.");
            return Optional.empty();
        }
        return Optional.of(answer.output());
    }

    /** True when an enabled hook has such an event. Without one the classic script on the node may run: not known. */
    private static Optional<Boolean> has(String hooks, String... events) {
        Matcher hook = HOOK.matcher(hooks);
        while (hook.find()) {
            String text = hook.group(2);
            Matcher event = EVENTS.matcher(text);
            if (text.contains("enabled = true") && event.find()) {
                List<String> its = List.of(event.group(1).strip().split("[,\\s]+"));
                for (String wanted : events) {
                    if (its.contains(wanted)) {
                        return Optional.of(true);
                    }
                }
            }
        }
        return Optional.empty();
    }
}
