package org.vmpilot.lrm;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The site's batch scheduler. May be called from many threads. Every call is bounded by the adapter's own deadline.
 */
public interface Lrm extends AutoCloseable {
    /** Drains of ours carry a reason that begins with this; no other is ever lifted by us. */
    String DRAIN_TAG = "vmpilot:";

    /** The LRM's name in configuration and on the screen, for example {@code embedded}. */
    String name();

    /** How long after a submit with an unknown outcome a job of that name may still appear in a {@link #search}. */
    Duration settleTime();

    /**
     * Submits; returns the ids in the order of the tasks. A gang is one job: its id stands there once for each of its tasks.
     *
     * @throws LrmException of kind UNKNOWN when the jobs may exist; of any other kind when they surely do not
     */
    List<JobId> submit(JobRequest request) throws LrmException;

    /** Which ways of {@link JobRequest.Assembly} it has for several tasks. */
    default Set<JobRequest.Assembly> assemblies() {
        return Set.of(JobRequest.Assembly.JOBS);
    }

    /** Asks the LRM to end the job: a gang with all that belongs to it. A job that is over already is a success. */
    void cancel(JobId job) throws LrmException;

    /**
     * Likewise for several, tasks of arrays among them, in as few calls as the LRM has. An LRM that cannot be reached is not asked again for each of
     * them.
     *
     * @return job → why not, of those for which it failed
     */
    default Map<JobId, LrmException> cancelAll(Collection<JobId> jobs) {
        return OneByOne.cancel(jobs, this::cancel);
    }

    /**
     * One query for all jobs of ours.
     *
     * @param expected jobs that the caller knows of: an answer that calls itself complete has looked for each of them, wherever the LRM has it by now
     */
    JobSnapshot snapshot(Collection<JobId> expected) throws LrmException;

    /** Likewise, for a caller that knows of none. */
    default JobSnapshot snapshot() throws LrmException {
        return snapshot(List.of());
    }

    /** All jobs, history included as far as the LRM has one, that bear exactly this name. */
    List<Job> search(String name) throws LrmException;

    /** All nodes, one query. */
    List<NodeState> nodes() throws LrmException;

    /**
     * Tells the LRM to give the node no jobs. A node that somebody else has drained keeps his reason; it is then his to open, and the answer says so.
     *
     * @param node by {@link NodeName}'s rule
     * @param reason for people, without the tag
     * @return who holds the node now
     */
    DrainHold drain(String node, String reason) throws LrmException;

    /** Lifts a drain that carries our tag; any other is left and reported as DENIED. The node by {@link NodeName}'s rule. */
    void resume(String node) throws LrmException;

    /** Whether a gang can go on with fewer nodes than it has: {@link #release}. */
    default boolean shrinks() {
        return false;
    }

    /**
     * Takes a node out of a gang, so that the LRM can give it to other jobs; whatever of the job still runs there is killed. A job that is over, or does not have the
     * node, is a success.
     *
     * @param node as the LRM spells it
     * @throws LrmException of kind DENIED or INVALID when the job keeps the node until its end
     */
    default void release(JobId job, String node) throws LrmException {
        throw new LrmException(LrmException.Kind.DENIED, name() + " takes no node out of a running job");
    }

    /** Whether {@link JobRequest#avoided} has an effect. */
    default boolean avoidsNodes() {
        return false;
    }

    /** Whether {@link JobRequest#notBefore} has an effect. */
    default boolean startsLater() {
        return false;
    }

    /**
     * What the LRM grants a job of this queue, read anew; for people who ask, never per job.
     *
     * @param queue empty: the LRM's default
     */
    LrmLimits limits(Optional<String> queue) throws LrmException;

    @Override
    void close();
}
