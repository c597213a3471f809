package org.vmpilot.lrm.slurm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.commands.JobLook;
import org.vmpilot.lrm.commands.Signals;
import org.vmpilot.lrm.worker.JobEnd;

/**
 * One line of our {@code squeue}: a job, or one task of an array ({@code 12_3}).
 *
 * @param waitStatus as {@code wait(2)} tells it, once the job is over
 * @param reason why it waits or ended, one word; "None": Slurm does not say
 * @param node empty: it has none
 */
record SqueueJob(String id, String state, int waitStatus, String reason, String node, String submitted, String name) {
    /** One look for all our jobs, those over included as far as the controller remembers them (MinJobAge); hidden partitions, too. */
    static final List<String> QUERY = List.of(
            "--noheader",
            "--array",
            "--states=all",
            "--all",
            "--Format=JobArrayID:|,State:|,exit_code:|,Reason:|,NodeList:|,SubmitTime:|,Name:|");

    /** The name comes last because it alone may have the separator in it. */
    private static final int FIELDS = 7;

    private static final Pattern ID = Pattern.compile("\\d+(_\\d+)?");

    /**
     * @throws OutputException a line that is none of ours: the answer as a whole counts for nothing, because a job that cannot be read
     *     would be missing
     */
    static List<SqueueJob> parse(String output) throws OutputException {
        List<SqueueJob> jobs = new ArrayList<>();
        for (String line : output.split("\n", -1)) {
            if (!line.isBlank()) {
                jobs.add(line(line));
            }
        }
        return jobs;
    }

    private static SqueueJob line(String line) throws OutputException {
        String[] fields = line.split("\\|", FIELDS);
        if (fields.length != FIELDS || !fields[FIELDS - 1].endsWith("|") || !fields[2].matches("\\d{1,9}")) {
            throw new OutputException("squeue: a line that cannot be read: '" + line + "'");
        }
        if (!ID.matcher(fields[0]).matches()) {
            throw new OutputException("squeue: '" + fields[0] + "' is no job id");
        }
        String name = fields[6].substring(0, fields[6].length() - 1);
        return new SqueueJob(fields[0], fields[1], Integer.parseInt(fields[2]), fields[3], fields[4], fields[5], name);
    }

    private int task() {
        int mark = id.indexOf('_');
        return mark < 0 ? 0 : Integer.parseInt(id.substring(mark + 1));
    }

    Job job() {
        Job.State is = SlurmState.of(state, reason);
        Optional<String> where = node.isBlank() ? Optional.empty() : Optional.of(node);
        return new Job(new JobId(id), name, task(), is, where, words(is));
    }

    private Optional<String> words(Job.State is) {
        boolean silent = reason.isBlank() || reason.equals("None");
        if (is == Job.State.ENDED || is == Job.State.UNKNOWN) {
            return Optional.of(silent ? state : state + " (" + reason + ")");
        }
        return silent ? Optional.empty() : Optional.of(reason);
    }

    JobLook look() {
        Job.State is = SlurmState.of(state, reason);
        return is == Job.State.ENDED ? JobLook.over(end()) : JobLook.living(SlurmState.drmaa(is, reason));
    }

    /** A cancelled job that never ran has no node; one that ran ended by the signal, or as it pleased after it. */
    private JobEnd end() {
        if (SlurmState.aborted(state) || (state.equals("CANCELLED") && node.isBlank())) {
            return JobEnd.neverRan(id);
        }
        int signal = waitStatus & 0x7f;
        return signal == 0 ? JobEnd.exit(id, (waitStatus >> 8) & 0xff) : JobEnd.signal(id, Signals.name(signal));
    }
}
