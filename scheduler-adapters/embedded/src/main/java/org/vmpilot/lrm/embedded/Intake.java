package org.vmpilot.lrm.embedded;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InvalidAttributeValueException;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.PartialTimestampFormat;
import org.ggf.drmaa.UnsupportedAttributeException;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.embedded.LrmConfig.Queue;
import org.vmpilot.lrm.worker.JobDescription;

/** Turns a job template into a submission, or says what is wrong with it. A job that could never run is refused at once. */
final class Intake {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,14}");
    private static final int TASKS = 10_000;

    /** execve(2) takes no single argument beyond 128 KiB; all of ours together stay below that. */
    private static final int COMMAND_BYTES = 1 << 16;

    private final LrmConfig config;
    private final Placement placement;

    Intake(LrmConfig config) {
        this.config = config;
        this.placement = new Placement(config);
    }

    /** @param first 0: a single job */
    Submission read(int number, JobDescription job, int first, int last, int increment) throws DrmaaException {
        checkSupported(job);
        if (job.jobName() == null || !NAME.matcher(job.jobName()).matches()) {
            throw new InvalidAttributeValueException("job name '" + job.jobName()
                    + "': a letter, then letters, digits, '.', '_' or '-', at most 15 characters in all");
        }
        if (first < 0 || last < first || increment < 1 || (last - first) / increment >= TASKS) {
            throw new InvalidAttributeValueException(
                    "tasks " + first + " to " + last + " by " + increment + ": at most " + TASKS + ", upwards");
        }
        Map<String, String> words = NativeSpecification.parse(job.nativeSpecification());
        Queue queue = queue(words.get(NativeSpecification.QUEUE));
        String shared = words.get(NativeSpecification.SHARED);
        int nodes = nodes(words, first);
        Submission submission = new Submission(
                number,
                job.jobName(),
                nodes > 0 ? 1 : first,
                nodes > 0 ? nodes : last,
                increment,
                command(job),
                queue.name(),
                words.getOrDefault(NativeSpecification.PROPERTY, ""),
                words.getOrDefault(NativeSpecification.ACCOUNT, ""),
                shared == null,
                walltime(queue, words.get(NativeSpecification.WALLTIME)),
                shared == null ? 0 : number("shared", shared),
                avoided(words.get(NativeSpecification.AVOID)),
                assembly(words),
                notBefore(job.startTime()));
        if (!placement.isPossible(submission)) {
            throw new DeniedByDrmException("job " + job.jobName() + " could never run: "
                    + (nodes > 1 ? "not enough nodes" : "no node") + " of queue '" + queue.name()
                    + "' " + (nodes > 1 ? "have" : "has") + " what it asks for (" + job.nativeSpecification() + ")");
        }
        return submission;
    }

    /** On how many nodes at once; 0: it is no gang. */
    private static int nodes(Map<String, String> words, int first) throws InvalidAttributeValueException {
        String text = words.get(NativeSpecification.GANG);
        if (text == null) {
            return 0;
        }
        long nodes = number(NativeSpecification.GANG, text);
        if (nodes < 1 || nodes > TASKS || first != 0) {
            throw new InvalidAttributeValueException(
                    "native specification: gang=" + text + ": 1 to " + TASKS + " nodes, and not for an array");
        }
        return (int) nodes;
    }

    private static JobRequest.Assembly assembly(Map<String, String> words) throws InvalidAttributeValueException {
        String loss = words.get(NativeSpecification.NODE_LOSS);
        boolean gang = words.containsKey(NativeSpecification.GANG);
        if (loss != null && !(gang && loss.equals(NativeSpecification.CONTINUE))) {
            throw new InvalidAttributeValueException(
                    "native specification: node-loss=" + loss + ": it can only be 'continue', beside gang");
        }
        if (!gang) {
            return JobRequest.Assembly.JOBS;
        }
        return loss == null ? JobRequest.Assembly.GANG : JobRequest.Assembly.GANG_THAT_GOES_ON;
    }

    Queue queue(String name) throws DeniedByDrmException {
        List<Queue> queues = config.queues();
        if (name == null) {
            return queues.get(0);
        }
        List<String> names = queues.stream().map(Queue::name).toList();
        return config.queue(name)
                .orElseThrow(
                        () -> new DeniedByDrmException("unknown queue '" + name + "'" + Suggestion.among(name, names)));
    }

    private static List<String> avoided(String names) {
        return names == null ? List.of() : List.of(names.split(","));
    }

    private static long walltime(Queue queue, String text) throws DrmaaException {
        long most = queue.maxWalltime().toSeconds();
        long walltime = text == null ? most : number("walltime", text);
        if (walltime < 1 || walltime > most) {
            throw new DeniedByDrmException(
                    "walltime " + walltime + " s: queue '" + queue.name() + "' takes 1 to " + most + " s");
        }
        return walltime;
    }

    private static long notBefore(String time) throws InvalidAttributeValueException {
        if (time == null) {
            return 0;
        }
        try {
            return new PartialTimestampFormat().parse(time).getTimeInMillis();
        } catch (ParseException e) {
            throw new InvalidAttributeValueException("start time '" + time + "': " + e.getMessage());
        }
    }

    private static List<String> command(JobDescription job) throws InvalidAttributeValueException {
        String program = job.remoteCommand();
        if (program == null || !program.startsWith("/") || program.indexOf('=') >= 0) {
            // env(1), which starts it, would take a word with '=' for a variable.
            throw new InvalidAttributeValueException(
                    "command '" + program + "': it must be an absolute path without '='");
        }
        List<String> words = new ArrayList<>(List.of(program));
        words.addAll(job.args());
        String all = String.join(" ", words);
        if (all.indexOf('\0') >= 0 || all.getBytes(StandardCharsets.UTF_8).length > COMMAND_BYTES) {
            throw new InvalidAttributeValueException(
                    "command " + program + ": no NUL character and at most " + COMMAND_BYTES + " bytes");
        }
        return words;
    }

    private static long number(String what, String text) throws InvalidAttributeValueException {
        if (!text.matches("[0-9]{1,12}")) {
            throw new InvalidAttributeValueException("native specification: " + what + " '" + text + "' is no number");
        }
        return Long.parseLong(text);
    }

    /** What a pilot job does not need, this LRM does not have; silence would be taken for consent. */
    private static void checkSupported(JobDescription job) throws UnsupportedAttributeException {
        refuse(job.jobSubmissionState() != JobTemplate.ACTIVE_STATE, "jobSubmissionState HOLD");
        refuse(!job.jobEnvironment().isEmpty(), "jobEnvironment");
        refuse(job.workingDirectory() != null, "workingDirectory");
        refuse(job.jobCategory() != null, "jobCategory");
        refuse(!job.email().isEmpty(), "email");
        refuse(job.inputPath() != null, "inputPath");
        refuse(job.outputPath() != null, "outputPath");
        refuse(job.errorPath() != null, "errorPath");
        refuse(job.joinFiles(), "joinFiles");
    }

    private static void refuse(boolean isSet, String attribute) throws UnsupportedAttributeException {
        if (isSet) {
            throw new UnsupportedAttributeException(attribute + " is not supported by the embedded LRM");
        }
    }
}
