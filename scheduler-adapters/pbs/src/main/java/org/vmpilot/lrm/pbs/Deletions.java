package org.vmpilot.lrm.pbs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ggf.drmaa.DrmaaException;
import org.vmpilot.lrm.commands.JobAction;
import org.vmpilot.lrm.commands.Programs;

/** What a qdel of several jobs says of those that it could not delete: a line each, which ends with the job's id. The exit status is the last one's alone. */
final class Deletions {
    private static final Pattern LINE = Pattern.compile("qdel: (.*?)\\s+(\\S+)");

    /** The words of PBS's errors (recorded), each with its number. */
    private static final Map<String, Integer> WORDS = Map.of(
            "Unknown Job Id", Refusal.UNKNOWN_JOB,
            "Job has finished", Refusal.FINISHED,
            "Unauthorized Request", Refusal.NOT_AUTHORISED,
            "Request invalid for state of job", Refusal.WRONG_STATE,
            "Server could not connect to MOM", Refusal.MOM_UNREACHABLE,
            "hook rejected request", Refusal.HOOK);

    private Deletions() {}

    /**
     * @return job → why not
     * @throws DrmaaException there is more in its words than jobs of these
     */
    static Map<String, DrmaaException> refused(List<String> jobs, Programs.Answer answer) throws DrmaaException {
        Map<String, DrmaaException> refused = new LinkedHashMap<>();
        for (String line :
                answer.errors().lines().filter(words -> !words.isBlank()).toList()) {
            Matcher matcher = LINE.matcher(line.strip());
            boolean understood = matcher.matches() && WORDS.containsKey(matcher.group(1));
            Optional<String> job = understood ? named(matcher.group(2), jobs) : Optional.empty();
            if (job.isEmpty()) {
                throw Refusal.ofControl("qdel", JobAction.TERMINATE, answer);
            }
            Programs.Answer alone = new Programs.Answer(WORDS.get(matcher.group(1)), "", line);
            refused.put(job.get(), Refusal.ofControl("qdel", JobAction.TERMINATE, alone));
        }
        if (refused.isEmpty()) {
            throw Refusal.ofControl("qdel", JobAction.TERMINATE, answer);
        }
        return refused;
    }

    /** PBS adds its server's name to an id that has none. */
    private static Optional<String> named(String id, List<String> jobs) {
        return jobs.stream()
                .filter(job -> id.equals(job) || id.startsWith(job + "."))
                .findFirst();
    }
}
