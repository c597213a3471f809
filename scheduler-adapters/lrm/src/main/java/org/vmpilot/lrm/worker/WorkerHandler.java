package org.vmpilot.lrm.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ggf.drmaa.DrmCommunicationException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.Session;

/**
 * What the serving side of the protocol does. Called from many threads at once. It keeps no session: which jobs are "of the
 * session" is the client's knowledge, so that a line that breaks loses nothing.
 */
public interface WorkerHandler {
    /**
     * @param version of DRMAA, for example 1.0
     */
    record Info(String contact, String drmSystem, String implementation, String version) {}

    /** @param contact null: the default */
    Info init(String contact) throws DrmaaException;

    /** When it returns, the job is durable. Asks whether it is still wanted as the last thing before it submits. */
    String runJob(JobDescription job, StillWanted wanted) throws DrmaaException;

    /** Likewise: all of them or none. Indices from start to end by increment. */
    List<String> runBulkJobs(JobDescription job, int start, int end, int increment, StillWanted wanted)
            throws DrmaaException;

    /** @param action one of {@code Session}'s constants */
    void control(String job, int action) throws DrmaaException;

    /**
     * Ends these jobs, whatever becomes of each.
     *
     * @return job → why not, of those for which it failed
     */
    default Map<String, Exception> terminate(List<String> jobs) {
        Map<String, Exception> failed = new LinkedHashMap<>();
        Exception cut = null;
        for (String job : jobs) {
            try {
                if (cut == null) {
                    control(job, Session.TERMINATE);
                }
            } catch (DrmCommunicationException e) {
                // Each further one would wait for as long.
                cut = e;
            } catch (DrmaaException | RuntimeException e) {
                failed.put(job, e);
            }
            if (cut != null) {
                failed.put(job, cut);
            }
        }
        return failed;
    }

    /** @return one of {@code Session}'s constants */
    int jobStatus(String job) throws DrmaaException;

    /**
     * How the first of these jobs that is over ended.
     *
     * @throws org.ggf.drmaa.ExitTimeoutException none is over within the timeout
     */
    JobEnd waitForAny(List<String> jobs, Duration timeout) throws DrmaaException, InterruptedException;

    /** Returns when all are over; exceptions as {@link #waitForAny}. */
    void synchronize(List<String> jobs, Duration timeout) throws DrmaaException, InterruptedException;

    /** A verb beyond DRMAA, its name begins with {@code x-}; empty arguments are an empty object. */
    JsonNode extension(String verb, JsonNode arguments) throws DrmaaException;
}
