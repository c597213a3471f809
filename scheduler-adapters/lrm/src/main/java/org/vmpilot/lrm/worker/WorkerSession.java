package org.vmpilot.lrm.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ggf.drmaa.AlreadyActiveSessionException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.InvalidJobTemplateException;
import org.ggf.drmaa.JobInfo;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.SimpleJobTemplate;
import org.ggf.drmaa.Version;

/**
 * A DRMAA session whose library is on the far side of a line. When the line breaks, the next call opens another one with the
 * same contact; jobs stay jobs of the session. May be called from many threads.
 *
 * <p>Beyond DRMAA: {@link NotSentException} and {@link AnswerLostException} say whether a call that failed may have been done.
 */
public final class WorkerSession implements Session, BatchControl {
    private final WorkerLine line;
    private volatile boolean keeps = true;
    private final Set<String> jobs = ConcurrentHashMap.newKeySet();
    private final Set<JobTemplate> templates = ConcurrentHashMap.newKeySet();

    /**
     * @param deadline of each call; a wait has its own time-out on top
     */
    public WorkerSession(WorkerChannel.Connector connector, Duration deadline) {
        this.line = new WorkerLine(connector, deadline);
    }

    @Override
    public void init(String contact) throws DrmaaException {
        line.begin(contact);
        try {
            line.info();
        } catch (DrmaaException e) {
            line.end();
            throw e;
        }
    }

    /** Likewise, for a caller that never waits: ids of jobs are not kept, of which a program that runs for months would have millions. */
    public void initKeepingNothing(String contact) throws AlreadyActiveSessionException {
        initLater(contact);
        keeps = false;
    }

    /** Likewise, but asks nobody yet: for a far side that may come later. */
    public void initLater(String contact) throws AlreadyActiveSessionException {
        line.begin(contact);
    }

    @Override
    public void exit() throws DrmaaException {
        line.end();
        jobs.clear();
        templates.clear();
    }

    @Override
    public JobTemplate createJobTemplate() throws DrmaaException {
        line.checkActive();
        Template template = new Template();
        templates.add(template);
        return template;
    }

    @Override
    public void deleteJobTemplate(JobTemplate template) throws DrmaaException {
        line.checkActive();
        if (template == null || !templates.remove(template)) {
            throw new InvalidJobTemplateException("not a job template of this session");
        }
    }

    @Override
    public String runJob(JobTemplate template) throws DrmaaException {
        String job = read(line.call("runJob", job(template)), String.class);
        keep(List.of(job));
        return job;
    }

    @Override
    public List<String> runBulkJobs(JobTemplate template, int start, int end, int increment) throws DrmaaException {
        ObjectNode arguments = job(template).put("start", start).put("end", end).put("increment", increment);
        List<String> ids = List.of(read(line.call("runBulkJobs", arguments), String[].class));
        keep(ids);
        return ids;
    }

    private void keep(List<String> ids) {
        if (keeps) {
            jobs.addAll(ids);
        }
    }

    private ObjectNode job(JobTemplate template) throws DrmaaException {
        if (template == null || !templates.contains(template)) {
            throw new InvalidJobTemplateException("not a job template of this session");
        }
        ObjectNode arguments = Wire.object();
        arguments.set("job", Wire.JSON.valueToTree(JobDescription.of(template)));
        return arguments;
    }

    @Override
    public void control(String job, int action) throws DrmaaException {
        for (String one : job.equals(JOB_IDS_SESSION_ALL) ? List.copyOf(jobs) : List.of(job)) {
            line.call("control", Wire.object().put("job", one).put("action", action));
        }
    }

    @Override
    public Map<String, DrmaaException> terminate(Collection<String> ended) {
        return Terminations.of(line, ended);
    }

    @Override
    public int getJobProgramStatus(String job) throws DrmaaException {
        return read(line.call("jobStatus", Wire.object().put("job", job)), Integer.class);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void synchronize(List ids, long timeout, boolean dispose) throws DrmaaException {
        List<String> all = new ArrayList<>();
        for (Object id : ids) {
            all.addAll(id.equals(JOB_IDS_SESSION_ALL) ? jobs : Set.of(String.valueOf(id)));
        }
        line.poll("synchronize", all, timeout);
        if (dispose) {
            jobs.removeAll(Set.copyOf(all));
        }
    }

    @Override
    public JobInfo wait(String job, long timeout) throws DrmaaException {
        List<String> candidates = job.equals(JOB_IDS_SESSION_ANY) ? List.copyOf(jobs) : List.of(job);
        if (candidates.isEmpty()) {
            throw new InvalidJobException("this session has no job that could be waited for");
        }
        JobEnd end = read(line.poll("wait", candidates, timeout), JobEnd.class);
        jobs.remove(end.job());
        return end.info();
    }

    /** A verb beyond DRMAA, see {@link WorkerHandler#extension}. */
    public JsonNode extension(String verb, ObjectNode arguments) throws DrmaaException {
        return line.call(verb, arguments);
    }

    @Override
    public String getContact() {
        return line.knownInfo().contact();
    }

    @Override
    public Version getVersion() {
        String[] version = line.knownInfo().version().split("\\.", 2);
        return new Version(Integer.parseInt(version[0]), Integer.parseInt(version[1]));
    }

    @Override
    public String getDrmSystem() {
        return line.knownInfo().drmSystem();
    }

    @Override
    public String getDrmaaImplementation() {
        return line.knownInfo().implementation();
    }

    /** @throws InternalException the answer has not the form that it should have: what was done is not known */
    static <T> T read(JsonNode node, Class<T> type) throws InternalException {
        try {
            T value = Wire.JSON.treeToValue(node, type);
            if (value != null) {
                return value;
            }
        } catch (JsonProcessingException e) {
            throw new InternalException("an answer that is no " + type.getSimpleName() + ": " + e.getOriginalMessage());
        }
        throw new InternalException("an empty answer where a " + type.getSimpleName() + " was expected");
    }

    /** Each is its own: two equal templates are two. */
    private static final class Template extends SimpleJobTemplate {
        private static final long serialVersionUID = 1L;
    }
}
