package org.vmpilot.lrm.slurm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
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
record SqueueJob(String id, String state, int waitStatus, String reason, String node, String name) {
    /** One look for all our jobs, those over included as far as the controller remembers them (MinJobAge); hidden partitions, too. Each field costs. */
    static final List<String> QUERY = List.of(
            "--array", "--states=all", "--all", "--Format=JobArrayID:|,State:|,exit_code:|,Reason:|,NodeList:|,Name:|");

    /** Squeue's own first line: it stands there without any job, too, so that an answer without it is none. */
    static final String HEADER = "JOBID|STATE|EXIT_CODE|REASON|NODELIST|NAME|";

    /** State of a record that cannot be read: no word of Slurm's. */
    private static final String UNREADABLE = "cannot be read";

    /** The name comes last because it alone may have the separator in it. */
    private static final int FIELDS = 6;

    private static final Pattern RECORD = Pattern.compile("(\\d+(?:_\\d+)?)\\|.*");

    /**
     * What a site prints around the answer does not count. A record that cannot be read is a job of unknown state.
     *
     * @throws OutputException not squeue's answer
     */
    static Listing parse(String output) throws OutputException {
        int begin = output.indexOf(HEADER);
        if (begin < 0) {
            throw new OutputException("squeue: no answer of its own: '" + first(output) + "'");
        }
        List<SqueueJob> jobs = new ArrayList<>();
        boolean complete = true;
        boolean open = false;
        for (String line : output.substring(begin + HEADER.length()).split("\n", -1)) {
            Matcher record = RECORD.matcher(line);
            if (record.matches()) {
                jobs.add(job(record.group(1), line.split("\\|", FIELDS)));
                open = !line.endsWith("|");
            } else if (line.contains("|") && open) {
                // The rest of a record with a line break in it.
                open = !line.endsWith("|");
            } else if (line.contains("|")) {
                complete = false;
            }
        }
        return new Listing(jobs, complete);
    }

    /** @param complete false: there is a record without an id, which may be any job's */
    record Listing(List<SqueueJob> jobs, boolean complete) {}

    private static String first(String output) {
        return output.lines().findFirst().orElse("");
    }

    private static SqueueJob job(String id, String[] fields) {
        String last = fields[fields.length - 1];
        boolean named = fields.length == FIELDS && last.endsWith("|") && last.length() > 1;
        if (!named || !fields[2].matches("\\d{1,10}")) {
            return new SqueueJob(id, UNREADABLE, 0, "", "", "");
        }
        String name = last.substring(0, last.length() - 1);
        return new SqueueJob(id, fields[1], (int) Long.parseLong(fields[2]), fields[3], fields[4], name);
    }

    boolean isReadable() {
        return !state.equals(UNREADABLE);
    }

    boolean waits() {
        Job.State is = SlurmState.of(state, reason);
        return is == Job.State.QUEUED || is == Job.State.HELD;
    }

    boolean wasCancelledWaiting() {
        return state.equals("CANCELLED") && node.isBlank();
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
        if (SlurmState.aborted(state) || wasCancelledWaiting()) {
            return JobEnd.neverRan(id);
        }
        int signal = waitStatus & 0x7f;
        return signal == 0 ? JobEnd.exit(id, (waitStatus >> 8) & 0xff) : JobEnd.signal(id, Signals.name(signal));
    }
}
