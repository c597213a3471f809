package org.vmpilot.lrm;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an LRM understands beside DRMAA: how a request is written for it, its one query for all jobs, its nodes. One per LRM.
 * May be called from many threads; every call is bounded.
 */
public interface Dialect extends AutoCloseable {
    /** See {@link Lrm#name}. */
    String name();

    /** See {@link Lrm#settleTime}. */
    Duration settleTime();

    /**
     * DRMAA's native specification for what the job template has no attribute for: queue, walltime, node, memory, account.
     *
     * @throws LrmException of kind INVALID when a value cannot be written for this LRM
     */
    String nativeSpecification(JobRequest request) throws LrmException;

    /** See {@link Lrm#assemblies}. */
    default Set<JobRequest.Assembly> assemblies() {
        return Set.of(JobRequest.Assembly.JOBS);
    }

    /** See {@link Lrm#shrinks}. */
    default boolean shrinks() {
        return false;
    }

    /** See {@link Lrm#release}. */
    default void release(JobId job, String node) throws LrmException {
        throw new LrmException(LrmException.Kind.DENIED, name() + " takes no node out of a running job");
    }

    /** See {@link Lrm#snapshot}. */
    JobSnapshot snapshot(Collection<JobId> expected) throws LrmException;

    /** See {@link Lrm#search}. */
    List<Job> search(String name) throws LrmException;

    /** See {@link Lrm#nodes}. */
    List<NodeState> nodes() throws LrmException;

    /**
     * Drains the node. One that is drained already keeps its reason: whoever drained it decides when it comes back.
     *
     * @param reason begins with {@link Lrm#DRAIN_TAG}
     * @return who holds the node now
     */
    DrainHold drain(String node, String reason) throws LrmException;

    /** See {@link Lrm#resume}. A node that is not drained is a success. */
    void resume(String node) throws LrmException;

    /**
     * What a session that knows one job a call is to end in place of these: an array by its own id where all of it that lives is among them.
     *
     * @param newest what the LRM last showed
     * @return id for the session → the jobs that it ends
     */
    default Map<JobId, List<JobId>> ends(Collection<JobId> jobs, JobSnapshot newest) {
        return jobs.stream().collect(Collectors.toMap(job -> job, List::of, (one, same) -> one, LinkedHashMap::new));
    }

    /** See {@link Lrm#limits}. A dialect that cannot read them says so. */
    default LrmLimits limits(Optional<String> queue) throws LrmException {
        return LrmLimits.notTold();
    }

    /** See {@link Lrm#avoidsNodes}. */
    default boolean avoidsNodes() {
        return true;
    }

    @Override
    void close();
}
