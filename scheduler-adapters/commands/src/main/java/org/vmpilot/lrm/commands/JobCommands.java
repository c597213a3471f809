package org.vmpilot.lrm.commands;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ggf.drmaa.DrmaaException;
import org.vmpilot.lrm.worker.JobEnd;

/**
 * What an LRM's commands can do: the port that an adapter implements. May be called from many threads; every call is bounded by the
 * adapter's own deadline.
 *
 * <p>Every method may throw {@link org.vmpilot.lrm.worker.NotSentException} (nothing was done) and
 * {@link org.vmpilot.lrm.worker.AnswerLostException} (it may have been done).
 */
public interface JobCommands {
    /** The LRM as {@code Session.getDrmSystem} names it, without asking it: {@code PBS}. */
    String drmSystem();

    /** The provider as {@code Session.getDrmaaImplementation} names it. */
    String implementation();

    /** Asks the LRM something cheap, so that a session is not begun with one that is not there. */
    void greet() throws DrmaaException;

    /** The optional attributes of job templates that this LRM can do. */
    Set<OptionalAttribute> optionalAttributes();

    /**
     * Submits.
     *
     * @param indices empty: one job; else an array of these
     * @return the ids as {@link #look} shows them, one a job, in the order of the indices
     */
    List<String> submit(JobOrder order, Optional<Indices> indices) throws DrmaaException;

    /**
     * Does it to one job (anything but {@link JobAction#TERMINATE}). Whether its state allows the action has been looked at; the LRM has the last word.
     *
     * @throws org.ggf.drmaa.InvalidJobException the LRM does not know the job, or it is over
     */
    void control(String job, JobAction action) throws DrmaaException;

    /**
     * Asks the LRM to end all of these, in one call.
     *
     * @param jobs at least one; some hundred at most
     * @return job → why not, of those that the LRM's words name; all others were asked for
     * @throws DrmaaException not all of them were surely asked for, and the words do not say which: fewer are then asked for at a time
     */
    Map<String, DrmaaException> terminate(List<String> jobs) throws DrmaaException;

    /**
     * One query for all of these. A job that is not in the answer is one that the LRM, which has answered, does not know (any more).
     */
    Map<String, JobLook> look(Collection<String> jobs) throws DrmaaException;

    /** How a job ended that {@link #look} does not show: from history or accounting. Empty: they do not know it either. */
    default Optional<JobEnd> ended(String job) throws DrmaaException {
        return Optional.empty();
    }

    /** How long after its submit, or after a restart of the LRM, a job may be missing in {@link #look} although it is there. */
    Duration settleTime();
}
