package org.vmpilot.lrm.commands;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ggf.drmaa.AlreadyActiveSessionException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.InvalidJobTemplateException;
import org.ggf.drmaa.JobInfo;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.NoActiveSessionException;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.Version;
import org.vmpilot.host.Pause;
import org.vmpilot.host.Uptime;
import org.vmpilot.lrm.worker.BatchControl;
import org.vmpilot.lrm.worker.JobEnd;

/**
 * DRMAA 1.0 over an LRM's commands. May be called from many threads; status in one thread during a wait in another is fine.
 *
 * <p>Where sessions are kept ({@link SessionOptions#sessions}), {@code init} with the contact of an earlier session, also of another
 * process that is dead, returns to it: its jobs can be controlled and waited for. A session is forgotten when it is ended and every
 * end of its jobs has been taken.
 */
public final class CommandsSession implements Session, BatchControl {
    private final JobCommands lrm;
    private final Sessions sessions;
    private final Looks looks;
    private final Waits waits;
    private final JobControl control;
    private final OrderReader orders;
    private final ExitFiles exits;
    private final Set<JobTemplate> templates = Collections.newSetFromMap(new ConcurrentHashMap<>());
    private volatile Sessions.Opened active;
    private volatile boolean keeps = true;

    public CommandsSession(JobCommands lrm, SessionOptions options) {
        this(lrm, options, Uptime.system(), Pause.system());
    }

    CommandsSession(JobCommands lrm, SessionOptions options, Uptime uptime, Pause pause) {
        this.lrm = lrm;
        this.sessions = new Sessions(options.sessions());
        this.exits = new ExitFiles(options.exitFolder());
        this.looks = new Looks(lrm, exits, uptime, options.fresh());
        this.waits = new Waits(looks, options, uptime, pause);
        this.control = new JobControl(lrm, looks);
        this.orders = new OrderReader(options.categories(), System.getProperty("user.home"));
    }

    @Override
    public synchronized void init(String contact) throws DrmaaException {
        checkNotActive();
        Sessions.Opened kept = contact == null || contact.isEmpty() ? null : sessions.returnTo(contact);
        lrm.greet();
        active = kept == null ? sessions.begin() : kept;
    }

    /**
     * A new session with an LRM that may come later: it is not asked. For a caller that never waits: ids of jobs are not kept, of which a program that runs for
     * months would have millions.
     */
    public synchronized void initKeepingNothing() throws DrmaaException {
        checkNotActive();
        active = sessions.begin();
        keeps = false;
    }

    private void checkNotActive() throws AlreadyActiveSessionException {
        if (active != null) {
            throw new AlreadyActiveSessionException("session " + active.contact() + " is active");
        }
    }

    @Override
    public synchronized void exit() throws DrmaaException {
        SessionJobs jobs = jobs();
        active = null;
        templates.clear();
        looks.forget();
        jobs.close();
    }

    private SessionJobs jobs() throws NoActiveSessionException {
        Sessions.Opened opened = active;
        if (opened == null) {
            throw new NoActiveSessionException("no session is active");
        }
        return opened.jobs();
    }

    @Override
    public JobTemplate createJobTemplate() throws DrmaaException {
        jobs();
        JobTemplate template = new OrderTemplate(lrm.optionalAttributes());
        templates.add(template);
        return template;
    }

    @Override
    public void deleteJobTemplate(JobTemplate template) throws DrmaaException {
        jobs();
        if (template == null || !templates.remove(template)) {
            throw notOurs();
        }
    }

    private static InvalidJobTemplateException notOurs() {
        return new InvalidJobTemplateException("not a job template of this session");
    }

    @Override
    public String runJob(JobTemplate template) throws DrmaaException {
        return submit(template, Optional.empty()).get(0);
    }

    @Override
    public List<String> runBulkJobs(JobTemplate template, int start, int end, int increment) throws DrmaaException {
        List<String> ids = new ArrayList<>(submit(template, Optional.of(Indices.of(start, end, increment))));
        if (increment < 0) {
            Collections.reverse(ids);
        }
        return ids;
    }

    private List<String> submit(JobTemplate template, Optional<Indices> indices) throws DrmaaException {
        SessionJobs jobs = jobs();
        if (!(template instanceof OrderTemplate ours) || !templates.contains(template)) {
            throw notOurs();
        }
        List<String> ids = lrm.submit(orders.read(ours), indices);
        if (keeps) {
            jobs.submitted(ids);
        }
        return ids;
    }

    /** With {@link #JOB_IDS_SESSION_ALL} every living job is tried; the first failure is thrown at the end. */
    @Override
    public void control(String job, int action) throws DrmaaException {
        SessionJobs jobs = jobs();
        if (JOB_IDS_SESSION_ALL.equals(job)) {
            control.all(JobAction.of(action), jobs);
        } else {
            control.one(named(job), JobAction.of(action), jobs);
        }
    }

    @Override
    public Map<String, DrmaaException> terminate(Collection<String> jobs) {
        return control.terminate(jobs);
    }

    @Override
    public int getJobProgramStatus(String job) throws DrmaaException {
        return control.status(named(job), jobs());
    }

    /** @throws InvalidJobException it is neither one job of this session nor one for any that has one left */
    @Override
    public JobInfo wait(String job, long timeout) throws DrmaaException {
        SessionJobs jobs = jobs();
        boolean any = JOB_IDS_SESSION_ANY.equals(named(job));
        JobEnd end = waits.until(() -> jobs.takeFirst(any ? jobs.all() : Set.of(job)), jobs, timeout, this::isActive);
        exits.remove(end.job());
        return end.info();
    }

    /** A job whose end somebody takes during the wait counts as over. */
    @Override
    @SuppressWarnings("rawtypes")
    public void synchronize(List ids, long timeout, boolean dispose) throws DrmaaException {
        SessionJobs jobs = jobs();
        Set<String> all = new LinkedHashSet<>();
        for (Object id : ids) {
            if (JOB_IDS_SESSION_ALL.equals(id)) {
                all.addAll(jobs.all());
            } else if (jobs.has(named(String.valueOf(id)))) {
                all.add(String.valueOf(id));
            } else {
                throw new InvalidJobException("not a job of this session whose end has not been taken: " + id);
            }
        }
        waits.until(() -> jobs.allOver(all), jobs, timeout, this::isActive);
        if (dispose) {
            all.forEach(jobs::dispose);
            all.forEach(exits::remove);
        }
    }

    private boolean isActive() {
        return active != null;
    }

    private static String named(String job) throws InvalidJobException {
        if (job == null || job.isBlank()) {
            throw new InvalidJobException("a job id is not blank");
        }
        return job;
    }

    /** Before {@code init}: the contacts of the sessions that can be returned to. */
    @Override
    public String getContact() {
        Sessions.Opened opened = active;
        return opened == null ? String.join(",", sessions.kept()) : opened.contact();
    }

    @Override
    public Version getVersion() {
        return new Version(1, 0);
    }

    @Override
    public String getDrmSystem() {
        return lrm.drmSystem();
    }

    @Override
    public String getDrmaaImplementation() {
        return lrm.implementation();
    }
}
