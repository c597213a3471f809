package org.vmpilot.lrm.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Stopwatch;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.time.Duration;
import java.util.List;
import org.ggf.drmaa.DrmCommunicationException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.DrmsInitException;
import org.ggf.drmaa.ExitTimeoutException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.InvalidContactStringException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.JobInfo;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.Session;

/**
 * Serves a native library's DRMAA session, of which a process has one.
 *
 * <p>Libraries keep what they know of each finished job until somebody waits for it (Grid Engine's does): it is taken from them at
 * each submit, and the newest of it is kept here for whoever waits later.
 */
public final class SessionHandler implements WorkerHandler {
    private static final int ENDS_KEPT = 10_000;
    private static final int ENDS_A_SUBMIT = 100;

    private final Session session;
    private final Cache<String, JobEnd> ends =
            CacheBuilder.newBuilder().maximumSize(ENDS_KEPT).build();
    private boolean active;

    public SessionHandler(Session session) {
        this.session = session;
    }

    /**
     * @throws DrmsInitException the LRM cannot be reached: no session yet, so that nothing can have been done
     */
    @Override
    public synchronized Info init(String contact) throws DrmaaException {
        if (!active) {
            try {
                attach(contact);
            } catch (DrmCommunicationException e) {
                throw new DrmsInitException(e.getMessage());
            }
            active = true;
        }
        return new Info(
                session.getContact(),
                session.getDrmSystem(),
                session.getDrmaaImplementation(),
                session.getVersion().toString());
    }

    /** A session that the LRM has forgotten is none to return to; control works by job id in any session. */
    private void attach(String contact) throws DrmaaException {
        try {
            session.init(contact);
        } catch (InvalidContactStringException e) {
            if (contact == null) {
                throw e;
            }
            session.init(null);
        }
    }

    /** Ends the session; it can be returned to by its contact. */
    public synchronized void exit() throws DrmaaException {
        if (active) {
            active = false;
            session.exit();
        }
    }

    @Override
    public String runJob(JobDescription job, StillWanted wanted) throws DrmaaException {
        takeEnds();
        JobTemplate template = session.createJobTemplate();
        try {
            job.fill(template);
            wanted.check();
            return session.runJob(template);
        } finally {
            session.deleteJobTemplate(template);
        }
    }

    @Override
    public List<String> runBulkJobs(JobDescription job, int start, int end, int increment, StillWanted wanted)
            throws DrmaaException {
        takeEnds();
        JobTemplate template = session.createJobTemplate();
        try {
            job.fill(template);
            wanted.check();
            List<?> ids = session.runBulkJobs(template, start, end, increment);
            return ids.stream().map(String::valueOf).toList();
        } finally {
            session.deleteJobTemplate(template);
        }
    }

    /** That finished jobs cannot be asked for is no reason not to submit another. */
    private void takeEnds() {
        try {
            for (int taken = 0; taken < ENDS_A_SUBMIT; taken++) {
                takeEnd(Session.TIMEOUT_NO_WAIT);
            }
        } catch (DrmaaException | InternalException e) {
            // ExitTimeout: no other one is over. InvalidJob: the session has no job.
            return;
        }
    }

    private void takeEnd(long seconds) throws DrmaaException {
        JobInfo info = session.wait(Session.JOB_IDS_SESSION_ANY, seconds);
        ends.put(info.getJobId(), JobEnd.of(info));
    }

    @Override
    public void control(String job, int action) throws DrmaaException {
        session.control(job, action);
    }

    @Override
    public int jobStatus(String job) throws DrmaaException {
        return session.getJobProgramStatus(job);
    }

    @Override
    public JobEnd waitForAny(List<String> jobs, Duration timeout) throws DrmaaException {
        Stopwatch waited = Stopwatch.createStarted();
        while (true) {
            for (String job : jobs) {
                JobEnd end = ends.asMap().remove(job);
                if (end != null) {
                    return end;
                }
            }
            boolean last = waited.elapsed().compareTo(timeout) >= 0;
            try {
                takeEnd(last ? Session.TIMEOUT_NO_WAIT : 1);
            } catch (ExitTimeoutException e) {
                if (last) {
                    throw e;
                }
            } catch (InvalidJobException e) {
                // Another thread may have taken the last one of the session just now.
                if (jobs.stream().noneMatch(ends.asMap()::containsKey)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void synchronize(List<String> jobs, Duration timeout) throws DrmaaException {
        session.synchronize(jobs, timeout.toSeconds(), false);
    }

    @Override
    public JsonNode extension(String verb, JsonNode arguments) throws DrmaaException {
        throw new InternalException("unknown verb '" + verb + "'");
    }
}
