package org.vmpilot.lrm.pbs;

import java.util.Map;
import java.util.regex.Pattern;
import org.ggf.drmaa.AuthorizationException;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InvalidAttributeValueException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.TryLaterException;
import org.vmpilot.lrm.commands.JobAction;
import org.vmpilot.lrm.commands.Programs;
import org.vmpilot.lrm.worker.AnswerLostException;
import org.vmpilot.lrm.worker.NotSentException;

/**
 * What a program of PBS means by its exit status: PBS's error number modulo 256. The words on stderr must go with it: 128 to 255 may
 * as well be a signal that ended the program.
 */
final class Refusal {
    static final int UNKNOWN_JOB = 153;
    static final int NOT_AUTHORISED = 159;
    private static final int INVALID_REQUEST = 156;
    private static final int BAD_VALUE = 166;
    private static final int NOT_WHILE_RUNNING = 167;
    static final int WRONG_STATE = 168;
    private static final int UNKNOWN_QUEUE = 170;
    private static final int QUEUE_DISABLED = 173;
    private static final int BAD_ACCOUNT = 175;
    private static final int BAD_GROUP = 176;
    private static final int UNKNOWN_RESOURCE = 187;
    private static final int RESOURCE_LIMIT = 188;
    static final int MOM_UNREACHABLE = 222;
    static final int FINISHED = 35;
    static final int HOOK = 65;
    private static final int USAGE = 2;

    /** Nothing has left: PBS's client library could not open a connection, or does not know its server. */
    private static final Pattern NOT_SENT =
            Pattern.compile("cannot connect to server|Couldn't connect to cluster|pbsconf error|Unknown Host");

    /** Limits on how many jobs one may have: they pass. */
    private static final Pattern LIMIT = Pattern.compile("would exceed .*limit");

    private static final Map<Integer, String> DENIED = Map.of(
            UNKNOWN_QUEUE, "queue",
            QUEUE_DISABLED, "queue",
            BAD_ACCOUNT, "account",
            BAD_GROUP, "account",
            UNKNOWN_RESOURCE, "resource",
            RESOURCE_LIMIT, "limit",
            HOOK, "hook");

    private Refusal() {}

    /** Of a qsub that failed. */
    static DrmaaException ofSubmit(Programs.Answer answer) {
        String words = words("qsub", answer);
        if (notSent(answer)) {
            return new NotSentException(words);
        }
        boolean itsOwnWords = answer.errors().contains("qsub: ");
        if (itsOwnWords && LIMIT.matcher(answer.errors()).find()) {
            return new TryLaterException(words);
        }
        if (itsOwnWords && DENIED.containsKey(answer.status())) {
            return new DeniedByDrmException(words);
        }
        if (itsOwnWords && answer.status() == NOT_AUTHORISED) {
            return new AuthorizationException(words);
        }
        if (answer.status() == USAGE || (itsOwnWords && answer.status() == BAD_VALUE)) {
            return new InvalidAttributeValueException(words);
        }
        return new AnswerLostException(words);
    }

    /** Of a qdel, qsig, qhold or qrls that failed. */
    static DrmaaException ofControl(String program, JobAction action, Programs.Answer answer) {
        String words = words(program, answer);
        if (notSent(answer)) {
            return new NotSentException(words);
        }
        if (!answer.errors().contains(program + ": ")) {
            return new AnswerLostException(words);
        }
        return switch (answer.status()) {
            case UNKNOWN_JOB, FINISHED -> new InvalidJobException(words);
            case NOT_AUTHORISED -> new AuthorizationException(words + rights(action));
            // Of a task: a hold is its array's.
            case INVALID_REQUEST -> action.refused(words);
            case WRONG_STATE, NOT_WHILE_RUNNING -> action.refused(words);
            case MOM_UNREACHABLE -> new TryLaterException(words);
            case HOOK -> new DeniedByDrmException(words);
            default -> new AnswerLostException(words);
        };
    }

    private static String rights(JobAction action) {
        return action == JobAction.SUSPEND || action == JobAction.RESUME
                ? " (PBS lets its operators and managers alone suspend and resume jobs)"
                : "";
    }

    static boolean notSent(Programs.Answer answer) {
        return NOT_SENT.matcher(answer.errors()).find();
    }

    /** That a job is not there, or not there any more, is an answer. */
    static boolean isAboutJobs(Programs.Answer answer) {
        return (answer.status() == UNKNOWN_JOB || answer.status() == FINISHED)
                && answer.errors().contains("qstat: ");
    }

    /** All lines of stderr: of a connection that failed the second one says which. */
    static String words(String program, Programs.Answer answer) {
        String errors = answer.errors().strip().replaceAll("\\s*\\R\\s*", "; ");
        String shown = errors.isEmpty() ? answer.words() : errors.substring(0, Math.min(errors.length(), 500));
        return shown.startsWith(program) ? shown : program + ": " + shown;
    }
}
