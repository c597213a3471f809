package org.vmpilot.lrm.slurm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ggf.drmaa.DrmCommunicationException;
import org.ggf.drmaa.DrmaaException;
import org.vmpilot.lrm.commands.Programs;

/** What a scancel of several jobs says of those that it could not cancel: a line each. It goes on after each of them. */
final class Cancellations {
    private static final Pattern LINE = Pattern.compile("scancel: error: Kill job error on job id (\\S+): .*");

    private Cancellations() {}

    /**
     * @return job → why not
     * @throws DrmaaException the controller cannot be asked, or there is more in its words than jobs of these
     */
    static Map<String, DrmaaException> refused(List<String> jobs, Programs.Answer answer) throws DrmaaException {
        Map<String, DrmaaException> refused = new LinkedHashMap<>();
        List<String> errors = answer.errors()
                .lines()
                .filter(line -> line.contains("error:"))
                .map(String::strip)
                .toList();
        for (String line : errors) {
            DrmaaException why = SlurmFailures.of("scancel", new Programs.Answer(1, "", line));
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || !jobs.contains(matcher.group(1))) {
                throw SlurmFailures.of("scancel", answer);
            }
            if (why instanceof DrmCommunicationException) {
                throw why;
            }
            refused.put(matcher.group(1), why);
        }
        if (refused.isEmpty() && answer.status() != 0) {
            throw SlurmFailures.of("scancel", answer);
        }
        return refused;
    }
}
