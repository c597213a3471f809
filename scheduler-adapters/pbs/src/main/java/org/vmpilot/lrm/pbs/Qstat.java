package org.vmpilot.lrm.pbs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import org.ggf.drmaa.DrmCommunicationException;
import org.vmpilot.lrm.commands.Programs;
import org.vmpilot.lrm.worker.NotSentException;

/** One qstat for many jobs, over ones and the tasks of arrays included. */
final class Qstat {
    /** With exit status 0 and a JSON without jobs (recorded). */
    private static final String NO_HISTORY = "not configured to maintain job history";

    private final Programs programs;
    private volatile boolean history = true;

    Qstat(Programs programs) {
        this.programs = programs;
    }

    /** Every job of these queues, one question each; none named: of the server, one question. A job that is moved meanwhile may be in none of the answers. */
    Listing all(List<String> queues) throws DrmCommunicationException {
        if (queues.isEmpty()) {
            return ask(Form.JSON, List.of());
        }
        Map<String, PbsJob> jobs = new LinkedHashMap<>();
        boolean complete = true;
        for (String queue : queues) {
            Listing shown = ask(Form.JSON, List.of(queue));
            shown.jobs().forEach(job -> jobs.put(job.id(), job));
            complete &= shown.complete();
        }
        return new Listing(List.copyOf(jobs.values()), complete);
    }

    /** These jobs. One that the server does not know is not in the answer. Of an array all tasks may be in it. */
    Listing some(Collection<String> jobs) throws DrmCommunicationException {
        Set<String> wanted = new LinkedHashSet<>();
        jobs.forEach(job -> wanted.add(whole(job)));
        if (wanted.isEmpty()) {
            return new Listing(List.of(), true);
        }
        return ask(wanted.size() == 1 ? Form.JSON : Form.PLAIN, List.copyOf(wanted));
    }

    /** What qstat prints: its JSON has the first operand's jobs alone. */
    private enum Form {
        JSON,
        PLAIN;

        private List<String> options() {
            return switch (this) {
                case JSON -> List.of("-F", "json");
                case PLAIN -> List.of("-w");
            };
        }
    }

    /** An array is asked for as one: a thousand tasks are one argument. */
    private static String whole(String job) {
        Matcher matcher = PbsJob.ID.matcher(job);
        boolean task = matcher.matches() && matcher.group(2) != null;
        return task ? job.replaceFirst("\\[\\d*]", "[]") : job;
    }

    private Listing ask(Form form, List<String> operands) throws DrmCommunicationException {
        if (history) {
            Programs.Answer answer = run(form, true, operands);
            if (!answer.errors().contains(NO_HISTORY)) {
                return jobs(form, answer);
            }
        }
        Programs.Answer answer = run(form, false, operands);
        // A site may switch it on later; a server that has it says nothing against -x.
        history = false;
        return jobs(form, answer);
    }

    /** Asked anew whether there is a history. */
    void forget() {
        history = true;
    }

    private Programs.Answer run(Form form, boolean withHistory, List<String> operands)
            throws DrmCommunicationException {
        List<String> arguments = new ArrayList<>(withHistory ? List.of("-x") : List.of());
        arguments.addAll(List.of("-t", "-f"));
        arguments.addAll(form.options());
        arguments.addAll(operands);
        return programs.run("qstat", arguments);
    }

    /** What asks changes nothing: whatever fails here, nothing was done. */
    private static Listing jobs(Form form, Programs.Answer answer) throws DrmCommunicationException {
        if (answer.status() != 0 && !Refusal.isAboutJobs(answer)) {
            throw new NotSentException(Refusal.words("qstat", answer));
        }
        try {
            Listing shown = form == Form.JSON ? PbsJson.jobs(answer.output()) : PbsText.jobs(answer.output());
            List<PbsJob> jobs = ArrayTasks.completed(shown.jobs());
            // A JSON without jobs is also what it prints when it failed; of jobs that are asked for its exit status
            // says that it does not know them.
            boolean failed = form == Form.PLAIN || !answer.errors().isBlank();
            if (jobs.isEmpty() && answer.status() == 0 && failed) {
                throw new NotSentException(Refusal.words("qstat", answer));
            }
            return new Listing(jobs, shown.complete());
        } catch (OutputException e) {
            throw new NotSentException(e.getMessage());
        }
    }
}
