package org.vmpilot.lrm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.Session;
import org.vmpilot.lrm.worker.BatchControl;

/**
 * An LRM as the join of a DRMAA session (submit, terminate) with a dialect (everything else).
 *
 * <p>The session must have been initialised, or initialise itself; it is ended by {@link #close}. Nothing is ever concluded
 * from {@code getJobProgramStatus}, {@code wait} or {@code synchronize}.
 */
public final class DrmaaLrm implements Lrm {
    private static final Logger LOG = LogManager.getLogger(DrmaaLrm.class);

    private final Session session;
    private final Dialect dialect;
    /** Empty: the session itself sees to it. */
    private final Optional<OwnJobs> own;

    /** Over a session that ends nothing but the jobs that it has submitted or was told of, whoever bears their ids now. */
    public DrmaaLrm(Session session, Dialect dialect) {
        this(session, dialect, Optional.empty());
    }

    private DrmaaLrm(Session session, Dialect dialect, Optional<OwnJobs> own) {
        this.session = session;
        this.dialect = dialect;
        this.own = own;
    }

    /** Over a session that ends whatever bears an id now: an id that was given again is found out before. */
    public static DrmaaLrm overIds(Session session, Dialect dialect) {
        return new DrmaaLrm(session, dialect, Optional.of(new OwnJobs(dialect)));
    }

    @Override
    public String name() {
        return dialect.name();
    }

    @Override
    public Duration settleTime() {
        return dialect.settleTime();
    }

    @Override
    public List<JobId> submit(JobRequest request) throws LrmException {
        RequestForm.check(request, dialect);
        String nativeSpecification = dialect.nativeSpecification(request);
        String what = "submit of " + request.name();
        try {
            List<JobId> ids =
                    run(request, nativeSpecification).stream().map(JobId::new).toList();
            own.ifPresent(jobs -> jobs.submitted(ids, request.name()));
            return ids;
        } catch (DrmaaException e) {
            throw failure(what, e);
        } catch (RuntimeException e) {
            throw notKnown(what, e);
        }
    }

    private List<String> run(JobRequest request, String nativeSpecification) throws DrmaaException, LrmException {
        JobTemplate template;
        try {
            template = template(request, nativeSpecification);
        } catch (DrmaaException e) {
            LrmException.Kind kind = DrmaaKinds.of(e);
            // Nothing has been submitted yet, whatever the library says.
            throw new LrmException(
                    kind == LrmException.Kind.UNKNOWN ? LrmException.Kind.UNREACHABLE : kind,
                    "job template of " + request.name() + ": " + words(e),
                    e);
        }
        try {
            return request.tasks() == 1 || request.gang()
                    ? Collections.nCopies(request.tasks(), session.runJob(template))
                    : strings(session.runBulkJobs(template, 1, request.tasks(), 1));
        } finally {
            forget(template);
        }
    }

    private JobTemplate template(JobRequest request, String nativeSpecification) throws DrmaaException {
        JobTemplate template = session.createJobTemplate();
        template.setJobName(request.name());
        template.setRemoteCommand(request.command().get(0));
        template.setArgs(
                new ArrayList<>(request.command().subList(1, request.command().size())));
        template.setNativeSpecification(nativeSpecification);
        if (request.notBefore().isPresent()) {
            template.setStartTime(StartTime.of(request.notBefore().get()));
        }
        return template;
    }

    /** The outcome of the submit counts, not that of giving its template back. */
    private void forget(JobTemplate template) {
        try {
            session.deleteJobTemplate(template);
        } catch (DrmaaException e) {
            LOG.debug("job template not given back: {}", words(e));
        }
    }

    @Override
    public Set<JobRequest.Assembly> assemblies() {
        return dialect.assemblies();
    }

    @Override
    public boolean shrinks() {
        return dialect.shrinks();
    }

    @Override
    public void release(JobId job, String node) throws LrmException {
        dialect.release(job, node);
    }

    @Override
    public void cancel(JobId job) throws LrmException {
        if (own.filter(jobs -> jobs.isAnothers(job)).isPresent()) {
            LOG.info("cancel of {}: over, and the id is another job's now", job);
            return;
        }
        terminate(job);
    }

    private void terminate(JobId job) throws LrmException {
        try {
            session.control(job.text(), Session.TERMINATE);
        } catch (InvalidJobException e) {
            // The LRM answered and does not know it (any more): a job that is over is a success.
            LOG.debug("cancel of {}: {}", job, words(e));
        } catch (DrmaaException e) {
            throw failure("cancel of " + job, e);
        } catch (IllegalArgumentException e) {
            // Grid Engine's binding, on an id that is none.
            throw new LrmException(LrmException.Kind.INVALID, "cancel of " + job + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw notKnown("cancel of " + job, e);
        }
    }

    /** By the session's own way for several where it has one. */
    @Override
    public Map<JobId, LrmException> cancelAll(Collection<JobId> jobs) {
        Set<JobId> anothers = own.map(known -> known.anothers(jobs)).orElse(Set.of());
        List<JobId> ours = jobs.stream().filter(job -> !anothers.contains(job)).toList();
        if (!(session instanceof BatchControl batch)) {
            return OneByOne.cancel(ours, this::terminate);
        }
        Map<JobId, List<JobId>> ends =
                dialect.ends(ours, own.map(OwnJobs::newest).orElse(OwnJobs.NOTHING_SEEN));
        Map<JobId, LrmException> failed = new LinkedHashMap<>();
        batch.terminate(ends.keySet().stream().map(JobId::text).toList()).forEach((id, why) -> {
            if (!(why instanceof InvalidJobException)) {
                ends.get(new JobId(id)).forEach(job -> failed.put(job, failure("cancel of " + job, why)));
            }
        });
        return failed;
    }

    @Override
    public JobSnapshot snapshot(Collection<JobId> expected) throws LrmException {
        JobSnapshot snapshot = dialect.snapshot(expected);
        own.ifPresent(jobs -> jobs.seen(snapshot));
        return snapshot;
    }

    @Override
    public List<Job> search(String name) throws LrmException {
        List<Job> jobs = dialect.search(name);
        own.ifPresent(known -> known.found(jobs));
        return jobs;
    }

    @Override
    public List<NodeState> nodes() throws LrmException {
        return dialect.nodes();
    }

    @Override
    public DrainHold drain(String node, String reason) throws LrmException {
        return dialect.drain(node, DRAIN_TAG + " " + reason);
    }

    @Override
    public void resume(String node) throws LrmException {
        dialect.resume(node);
    }

    @Override
    public LrmLimits limits(Optional<String> queue) throws LrmException {
        return dialect.limits(queue);
    }

    /** DRMAA has it: no library may do without it. */
    @Override
    public boolean startsLater() {
        return true;
    }

    @Override
    public boolean avoidsNodes() {
        return dialect.avoidsNodes();
    }

    @Override
    public void close() {
        try {
            session.exit();
        } catch (DrmaaException e) {
            LOG.info("the DRMAA session did not end cleanly: {}", words(e));
        }
        dialect.close();
    }

    private static LrmException failure(String what, DrmaaException e) {
        return new LrmException(DrmaaKinds.of(e), what + ": " + words(e), e);
    }

    /** DRMAA's InternalException, which is unchecked, or what a binding lets out: perhaps after the LRM acted. */
    private static LrmException notKnown(String what, RuntimeException e) {
        return new LrmException(LrmException.Kind.UNKNOWN, what + ": " + e, e);
    }

    private static String words(DrmaaException e) {
        return e.getMessage() == null || e.getMessage().isBlank() ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** The API is older than generics. */
    private static List<String> strings(List<?> ids) {
        return ids.stream().map(String::valueOf).toList();
    }
}
