package org.vmpilot.lrm.slurm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmpilot.lrm.Job;
import org.vmpilot.lrm.JobId;
import org.vmpilot.lrm.commands.Signals;
import org.vmpilot.lrm.worker.JobEnd;

/** Reads {@code sacct --parsable2}: what the accounting remembers of jobs that the controller has forgotten. */
final class SacctJobs {
    /** The name comes last because it alone may have the separator in it. */
    static final String FORMAT = "--format=JobID,State,ExitCode,NodeList,JobName";

    private static final int FIELDS = 5;

    private SacctJobs() {}

    private record Line(String id, String state, String exit, String node, String name) {}

    private static List<Line> lines(String output) throws OutputException {
        List<Line> lines = new ArrayList<>();
        for (String text : output.split("\n", -1)) {
            String[] fields = text.split("\\|", FIELDS);
            if (fields.length == FIELDS) {
                // "CANCELLED by 1000"
                lines.add(new Line(fields[0], fields[1].split(" ", 2)[0], fields[2], fields[3], fields[4]));
            } else if (!text.isBlank()) {
                throw new OutputException("sacct: a line that cannot be read: '" + text + "'");
            }
        }
        return lines;
    }

    /** Those of exactly that name that are over; tasks that wait ({@code 12_[3-5]}) are the controller's to tell. */
    static List<Job> named(String name, String output) throws OutputException {
        List<Job> jobs = new ArrayList<>();
        for (Line line : lines(output)) {
            boolean over = SlurmState.of(line.state(), "") == Job.State.ENDED;
            if (over && line.name().equals(name) && line.id().matches("\\d+(_\\d+)?")) {
                String[] parts = line.id().split("_", 2);
                int task = parts.length == 2 ? Integer.parseInt(parts[1]) : 0;
                jobs.add(new Job(
                        new JobId(line.id()),
                        name,
                        task,
                        Job.State.ENDED,
                        Optional.of(line.node())
                                .filter(node -> node.matches("[A-Za-z0-9].*") && !node.startsWith("None")),
                        Optional.of(line.state() + ", exit " + line.exit())));
            }
        }
        return jobs;
    }

    /** How this one ended: {@code ExitCode} is status:signal. Empty: it is not in it, or not over. */
    static Optional<JobEnd> end(String job, String output) throws OutputException {
        for (Line line : lines(output)) {
            if (line.id().equals(job) && SlurmState.of(line.state(), "") == Job.State.ENDED) {
                return Optional.of(end(line));
            }
        }
        return Optional.empty();
    }

    private static JobEnd end(Line line) throws OutputException {
        if (!line.exit().matches("\\d{1,9}:\\d{1,9}")) {
            throw new OutputException("sacct: '" + line.exit() + "' is no exit code");
        }
        String[] parts = line.exit().split(":", 2);
        int signal = Integer.parseInt(parts[1]);
        if (SlurmState.aborted(line.state())) {
            return JobEnd.neverRan(line.id());
        }
        return signal == 0
                ? JobEnd.exit(line.id(), Integer.parseInt(parts[0]))
                : JobEnd.signal(line.id(), Signals.name(signal));
    }
}
