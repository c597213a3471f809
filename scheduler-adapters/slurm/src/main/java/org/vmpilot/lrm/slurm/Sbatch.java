package org.vmpilot.lrm.slurm;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ggf.drmaa.InvalidAttributeValueException;
import org.ggf.drmaa.JobTemplate;
import org.vmpilot.lrm.commands.Indices;
import org.vmpilot.lrm.commands.JobOrder;
import org.vmpilot.lrm.commands.JobScript;

/**
 * A job as sbatch takes it. Its script goes in on stdin and <em>execs</em> the command: with proctrack/cgroup only the batch step's top
 * process gets the TERM, and a shell that stays in between would end by it and take its child along by KILL.
 */
final class Sbatch {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    /** The id as squeue shows it: Slurm gives an array's tasks ids of their own, too. */
    private static final JobScript SCRIPT = new JobScript(
            "${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}${SLURM_ARRAY_TASK_ID:+_$SLURM_ARRAY_TASK_ID}",
            "$SLURM_ARRAY_TASK_ID");

    private Sbatch() {}

    /** The native specification first: what the template says by its attributes counts. */
    static List<String> options(JobOrder order, Optional<Indices> indices) throws InvalidAttributeValueException {
        List<String> words = new ArrayList<>(List.of("--parsable"));
        words.addAll(order.options());
        order.name().ifPresent(name -> words.add("--job-name=" + name));
        // Not where we happen to be: the node need not have it.
        words.add("--chdir=" + order.workingFolder().map(Sbatch::indexFree).orElse("/"));
        indices.ifPresent(all -> words.add("--array=" + all.first() + "-" + all.last() + ":" + all.step()));
        if (order.held()) {
            words.add("--hold");
        }
        order.start().ifPresent(time -> words.add("--begin=" + time(time)));
        order.deadline().ifPresent(time -> words.add("--deadline=" + time(time)));
        order.walltime().ifPresent(limit -> words.add("--time=" + minutes(limit)));
        words.addAll(mail(order));
        words.addAll(files(order));
        return words;
    }

    /** Slurm counts whole minutes: never less than what was asked. */
    static long minutes(Duration limit) {
        return Math.max(1, (limit.toSeconds() + 59) / 60);
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }

    private static List<String> mail(JobOrder order) {
        if (order.blockMail()) {
            return List.of("--mail-type=NONE");
        }
        return order.mail().isEmpty()
                ? List.of()
                : List.of("--mail-type=END,FAIL", "--mail-user=" + String.join(",", order.mail()));
    }

    private static List<String> files(JobOrder order) throws InvalidAttributeValueException {
        List<String> words = new ArrayList<>();
        Optional<String> output = order.output();
        if (output.isPresent()) {
            words.add("--output=" + file("outputPath", output.get()));
        }
        // Without --error Slurm joins both.
        if (order.error().isPresent() && !order.joined()) {
            words.add("--error=" + file("errorPath", order.error().get()));
        }
        return words;
    }

    /** Slurm has places of its own in file names ({@code %j}), and no hosts: files are written on the node. */
    private static String file(String attribute, String path) throws InvalidAttributeValueException {
        if (!path.startsWith("/") && path.contains(":")) {
            throw new InvalidAttributeValueException(
                    attribute + ": '" + path + "' names a host; Slurm writes on the job's node alone");
        }
        return path.replace("%", "%%").replace(JobTemplate.PARAMETRIC_INDEX, "%a");
    }

    /** A folder with the index in it is the script's to change to. */
    private static String indexFree(String folder) {
        return folder.contains(JobTemplate.PARAMETRIC_INDEX) ? "/" : folder;
    }

    /** What our own command runs with (LC_ALL, TZ) is not the job's environment; what the template sets is. */
    static String script(JobOrder order, Optional<Path> exitFolder) {
        Map<String, String> own = new TreeMap<>(order.environment());
        String[] lines = SCRIPT.of(order, exitFolder).split("\n", 2);
        StringBuilder unset = new StringBuilder();
        for (String name : List.of("LC_ALL", "TZ")) {
            if (!own.containsKey(name)) {
                unset.append("unset ").append(name).append('\n');
            }
        }
        return lines[0] + "\n" + unset + lines[1];
    }
}
