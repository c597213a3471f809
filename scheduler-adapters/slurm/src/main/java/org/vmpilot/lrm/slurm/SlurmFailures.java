package org.vmpilot.lrm.slurm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ggf.drmaa.AuthorizationException;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InvalidAttributeValueException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.TryLaterException;
import org.vmpilot.lrm.commands.Programs;
import org.vmpilot.lrm.worker.AnswerLostException;
import org.vmpilot.lrm.worker.NotSentException;

/** What Slurm's words let conclude about a command that failed. Its exit status is 1 for nearly everything. */
final class SlurmFailures {
    /** No connection, or none of a daemon that could read the request: nothing was done. A munge that is down cannot sign. */
    private static final Pattern NOT_SENT = Pattern.compile(
            "\\(connect failure\\)|connection refused"
                    + "|authentication|munge|Invalid user:|standby mode|Unable to resolve|No such file or directory \\(slurm.conf\\)"
                    + "|could not establish a configuration source",
            Pattern.CASE_INSENSITIVE);

    /** The request left, and its answer did not come. */
    private static final Pattern LOST = Pattern.compile(
            "\\((send|receive|shutdown) failure\\)|timed out"
                    + "|Zero Bytes|Unexpected message|Communication|Transport endpoint",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern TRY_LATER = Pattern.compile(
            "temporarily|Job limit exceeded|too many|out of memory|Try again"
                    + "|I/O error writing script|Required partition not available",
            Pattern.CASE_INSENSITIVE);

    /** The line above "Job violates accounting/QOS policy" says which limit it was: one on how many jobs one may have submitted passes, the others do not. */
    private static final Pattern LIMIT = Pattern.compile("\\b(?:Assoc|QOS)(?:Max|Min|Grp)(\\w*)");

    /** Alone, as older versions print it: perhaps one that passes. */
    private static final String POLICY = "violates accounting/QOS policy";

    private static final Pattern NO_RIGHTS = Pattern.compile(
            "Access/permission denied|Invalid user id|a password is required|not allowed", Pattern.CASE_INSENSITIVE);

    private static final Pattern NO_JOB =
            Pattern.compile("Invalid job id|already (completing or completed|finished)|Job has already finished");

    /** What a shell adds to the number of the signal. */
    private static final int SIGNALED = 128;

    /** sbatch with an option that it does not know. */
    private static final int USAGE = 255;

    private SlurmFailures() {}

    static DrmaaException of(String program, Programs.Answer answer) {
        String all = answer.errors() + "\n" + answer.output();
        String words = program + ": " + words(answer);
        if (NOT_SENT.matcher(all).find()) {
            return new NotSentException(words);
        }
        if (LOST.matcher(all).find()) {
            return new AnswerLostException(words);
        }
        Matcher limit = LIMIT.matcher(all);
        if (limit.find()) {
            return limit.group(1).startsWith("Submit") ? new TryLaterException(words) : new DeniedByDrmException(words);
        }
        if (TRY_LATER.matcher(all).find() || all.contains(POLICY)) {
            return new TryLaterException(words);
        }
        if (NO_JOB.matcher(all).find()) {
            return new InvalidJobException(words);
        }
        // A program that a signal has ended, or that says nothing, has refused nothing.
        if ((answer.status() > SIGNALED && answer.status() < USAGE) || all.isBlank()) {
            return new AnswerLostException(words);
        }
        return refused(program, all, words);
    }

    private static DrmaaException refused(String program, String all, String words) {
        if (NO_RIGHTS.matcher(all).find()) {
            return new AuthorizationException(words);
        }
        if (all.contains("unrecognized option") || all.contains("invalid option") || all.contains("Invalid --")) {
            return new InvalidAttributeValueException(words);
        }
        // The controller's own refusal, or one that sbatch makes before it asks.
        if (all.contains("submission failed") || all.contains("error:") || !program.equals("sbatch")) {
            return new DeniedByDrmException(words);
        }
        return new AnswerLostException(words);
    }

    /** The last error says it best: sbatch explains first and then sums up; both are for people. */
    private static String words(Programs.Answer answer) {
        String errors = String.join(
                "; ",
                answer.errors()
                        .lines()
                        .map(line -> line.replaceFirst("^\\w+: error: ", "").strip())
                        .filter(line -> !line.isEmpty())
                        .distinct()
                        .limit(4)
                        .toList());
        return errors.isEmpty() ? answer.words() : errors;
    }
}
