package org.vmpilot.lrm.embedded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The argument lists that a shepherd runs, with the environment that they get: nothing is inherited. */
final class JobCommand {
    /**
     * The job's first process, on the node and in its account. It says who it is (descriptor 3), waits for the shepherd's word
     * (descriptor 4), and becomes the job: standard signals (a shell's background child ignores INT and QUIT), home folder as
     * its working directory. With HOME unset, bash takes ~ from the account's entry in passwd.
     */
    private static final String GATE = "echo $$ >&3 && read -r -t 60 _ <&4 || exit 125; exec 3>&- 4<&-; umask 022; "
            + "unset HOME; home=~; cd -- \"$home\" 2>/dev/null || cd /; "
            + "exec env -i --default-signal HOME=\"$home\" \"$@\"";

    private JobCommand() {}

    static List<String> job(LrmConfig.Site site, LrmConfig.Node node, JobEntry entry) {
        List<String> words = new ArrayList<>(node.enter());
        words.addAll(List.of("/bin/bash", "-c", GATE, "job"));
        words.addAll(assignments(environment(site, entry)));
        words.addAll(entry.submission().command());
        return words;
    }

    /** @param program prolog or epilog; empty: none, and then the result is empty */
    static List<String> root(LrmConfig.Site site, LrmConfig.Node node, JobEntry entry, List<String> program) {
        if (program.isEmpty()) {
            return List.of();
        }
        List<String> words = new ArrayList<>(node.enterRoot());
        words.addAll(List.of("/usr/bin/env", "-i", "HOME=/", "VMPILOT_LRM_NODE=" + node.name()));
        words.addAll(assignments(environment(site, entry)));
        words.addAll(program);
        return words;
    }

    private static Map<String, String> environment(LrmConfig.Site site, JobEntry entry) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("PATH", site.path());
        Submission submission = entry.submission();
        values.put("VMPILOT_LRM_JOB", (submission.gang() ? submission.id() : entry.key()).toString());
        values.put("VMPILOT_LRM_NAME", entry.submission().name());
        values.put("VMPILOT_LRM_TASK", Integer.toString(entry.key().task()));
        return values;
    }

    private static List<String> assignments(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }
}
