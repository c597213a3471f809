package org.vmpilot.lrm.pbs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.QueueOptions;

/**
 * A pilot job's qsub options. {@code -r n}: nothing starts a pilot twice, also when its node fails (recorded: with node_fail_requeue PBS starts
 * the job elsewhere while the old pilot lives on). A gang is one job, without the program (pbs_demux) that brings its tasks' output together: the first signal would end that,
 * and after it PBS starts no task any more (measured). An array cannot be had so (PBS wants arrays rerunnable): there a second pilot's claim
 * loses. Output to the node's own /dev/null: no shared folder that could be missing or full, and nothing to copy; without a host it would be the submit host's, to
 * which each mom copies by scp, four times over a minute and a half while the job holds its node. No mail.
 */
final class NativeSpecification {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_@][A-Za-z0-9._@/:=-]*");

    private final PbsSettings settings;

    NativeSpecification(PbsSettings settings) {
        this.settings = settings;
    }

    String of(JobRequest request) throws LrmException {
        List<String> words = new ArrayList<>(List.of("-j", "oe", "-o", "localhost:/dev/null", "-m", "n"));
        if (request.tasks() == 1 || request.gang()) {
            add(words, "-r", "n");
        }
        if (request.gang()) {
            add(words, "-W", "no_stdio_sockets=true");
        }
        if (request.queue().isPresent()) {
            add(words, "-q", queue(request.queue().get()));
        }
        if (request.account().isPresent()) {
            String option = settings.account() == PbsSettings.Account.PROJECT ? "-P" : "-A";
            add(words, option, word("account", request.account().get()));
        }
        add(words, "-l", "select=" + chunk(request));
        add(words, "-l", "place=" + place(request));
        // A pilot that is killed a second early has lost its guests: upwards.
        add(words, "-l", "walltime=" + request.walltime().plusMillis(999).toSeconds());
        options(words, request.options());
        return String.join(" ", words);
    }

    private static void options(List<String> words, QueueOptions options) throws LrmException {
        if (options.qos().isPresent() || options.reservation().isPresent()) {
            throw new LrmException(
                    LrmException.Kind.INVALID, "PBS has no qos, and its reservations are queues: name that queue");
        }
        options.priority().ifPresent(priority -> add(words, "-p", Integer.toString(priority)));
        words.addAll(options.words());
    }

    /** What the one query for all does not ask for would be a job that PBS seems to have lost. */
    private String queue(String queue) throws LrmException {
        if (!settings.queues().isEmpty() && !settings.queues().contains(queue)) {
            throw new LrmException(
                    LrmException.Kind.DENIED,
                    "queue '" + queue + "' is not among [lrm.pbs] queues: " + String.join(", ", settings.queues()));
        }
        return word("queue", queue);
    }

    /** Each chunk of a gang on a host of its own. */
    private static String place(JobRequest request) {
        if (request.gang()) {
            return request.exclusive() ? "scatter:excl" : "scatter";
        }
        return request.exclusive() ? "excl" : "free";
    }

    private static String chunk(JobRequest request) throws LrmException {
        StringBuilder chunk = new StringBuilder(request.gang() ? Integer.toString(request.tasks()) : "1");
        if (request.nodeProperty().isPresent()) {
            String property = word("node property", request.nodeProperty().get());
            chunk.append(':').append(property.contains("=") ? property : property + "=true");
        }
        // Without it PBS's cgroup hook gives the job 256 MB, on a node of its own as well.
        if (request.memoryMib() > 0) {
            chunk.append(":mem=").append(request.memoryMib()).append("mb");
        }
        return chunk.toString();
    }

    private static void add(List<String> words, String option, String value) {
        words.add(option);
        words.add(value);
    }

    private static String word(String what, String value) throws LrmException {
        if (!WORD.matcher(value).matches()) {
            throw new LrmException(
                    LrmException.Kind.INVALID,
                    what + " '" + value + "': letters, digits and . _ @ / : = -, not beginning with a dash");
        }
        return value;
    }
}
