package org.vmpilot.lrm.jna;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InternalException;
import org.ggf.drmaa.InvalidJobTemplateException;
import org.ggf.drmaa.JobInfo;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.Session;
import org.ggf.drmaa.SimpleJobTemplate;
import org.ggf.drmaa.Version;
import org.vmpilot.lrm.worker.JobEnd;

/**
 * A DRMAA session over any C library that keeps the standard's binding 1.0. A process has one session, as the library has. Calls may
 * come from many threads, as the standard asks of the library.
 *
 * <p>A library that crashes takes the process along, and one that hangs a thread: it belongs into a worker process
 * ({@link org.vmpilot.lrm.worker.WorkerMain}).
 */
final class CSession implements Session {
    private final CDrmaa drmaa;
    private final Set<JobTemplate> templates = ConcurrentHashMap.newKeySet();

    CSession(CDrmaa drmaa) {
        this.drmaa = drmaa;
    }

    @Override
    public void init(String contact) throws DrmaaException {
        String wanted = contact == null || contact.isEmpty() ? null : contact;
        call((error, size) -> drmaa.drmaa_init(wanted, error, size));
    }

    @Override
    public void exit() throws DrmaaException {
        templates.clear();
        call(drmaa::drmaa_exit);
    }

    @Override
    public JobTemplate createJobTemplate() {
        JobTemplate template = new Template();
        templates.add(template);
        return template;
    }

    @Override
    public void deleteJobTemplate(JobTemplate template) throws DrmaaException {
        if (template == null || !templates.remove(template)) {
            throw new InvalidJobTemplateException("not a job template of this session");
        }
    }

    @Override
    public String runJob(JobTemplate template) throws DrmaaException {
        try (CTemplate job = CTemplate.of(drmaa, ours(template))) {
            CText id = new CText();
            call((error, size) -> drmaa.drmaa_run_job(id.bytes(), id.size(), job.pointer(), error, size));
            return named(id);
        }
    }

    @Override
    public List<String> runBulkJobs(JobTemplate template, int start, int end, int increment) throws DrmaaException {
        try (CTemplate job = CTemplate.of(drmaa, ours(template))) {
            PointerByReference ids = new PointerByReference();
            call((error, size) -> drmaa.drmaa_run_bulk_jobs(ids, job.pointer(), start, end, increment, error, size));
            return taken(ids.getValue());
        }
    }

    private List<String> taken(Pointer ids) {
        List<String> jobs = new ArrayList<>();
        CText id = new CText();
        while (drmaa.drmaa_get_next_job_id(ids, id.bytes(), id.size()) == CErrors.SUCCESS) {
            jobs.add(named(id));
        }
        drmaa.drmaa_release_job_ids(ids);
        return jobs;
    }

    private JobTemplate ours(JobTemplate template) throws InvalidJobTemplateException {
        if (template == null || !templates.contains(template)) {
            throw new InvalidJobTemplateException("not a job template of this session");
        }
        return template;
    }

    /** The library has submitted, and does not say what. */
    private static String named(CText id) {
        if (id.text().isBlank()) {
            throw new InternalException("the library gave no job id");
        }
        return id.text();
    }

    @Override
    public void control(String job, int action) throws DrmaaException {
        call((error, size) -> drmaa.drmaa_control(job, action, error, size));
    }

    @Override
    public int getJobProgramStatus(String job) throws DrmaaException {
        IntByReference state = new IntByReference();
        call((error, size) -> drmaa.drmaa_job_ps(job, state, error, size));
        return state.getValue();
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void synchronize(List ids, long timeout, boolean dispose) throws DrmaaException {
        List<String> jobs = new ArrayList<>();
        for (Object id : ids) {
            jobs.add(String.valueOf(id));
        }
        jobs.add(null); // C's vectors end with one
        String[] vector = jobs.toArray(String[]::new);
        call((error, size) -> drmaa.drmaa_synchronize(vector, timeout, dispose ? 1 : 0, error, size));
    }

    @Override
    public JobInfo wait(String job, long timeout) throws DrmaaException {
        CText ended = new CText();
        CText error = new CText();
        IntByReference status = new IntByReference();
        PointerByReference usage = new PointerByReference();
        int code =
                drmaa.drmaa_wait(job, ended.bytes(), ended.size(), status, timeout, usage, error.bytes(), error.size());
        if (code == CErrors.NO_RESOURCE_USAGE) {
            // It is over, and the LRM has no record of how.
            return JobEnd.notKnown(ended.text().isBlank() ? job : ended.text()).info();
        }
        CErrors.check(code, error);
        Map<String, String> words = CEnd.usage(drmaa, usage.getValue());
        return new CEnd(drmaa, status.getValue()).of(ended.text(), words).info();
    }

    @Override
    public String getContact() {
        return told(drmaa::drmaa_get_contact);
    }

    @Override
    public Version getVersion() {
        IntByReference major = new IntByReference();
        IntByReference minor = new IntByReference();
        CText error = new CText();
        int code = drmaa.drmaa_version(major, minor, error.bytes(), error.size());
        return code == CErrors.SUCCESS ? new Version(major.getValue(), minor.getValue()) : new Version(1, 0);
    }

    @Override
    public String getDrmSystem() {
        return told(drmaa::drmaa_get_DRM_system);
    }

    @Override
    public String getDrmaaImplementation() {
        return told(drmaa::drmaa_get_DRMAA_implementation);
    }

    private interface Call {
        int run(byte[] error, long size);
    }

    private static void call(Call call) throws DrmaaException {
        CText error = new CText();
        CErrors.check(call.run(error.bytes(), error.size()), error);
    }

    private interface Told {
        int tell(byte[] text, long textSize, byte[] error, long size);
    }

    /** Empty: the library does not say. */
    private static String told(Told told) {
        CText text = new CText();
        CText error = new CText();
        int code = told.tell(text.bytes(), text.size(), error.bytes(), error.size());
        return code == CErrors.SUCCESS ? text.text() : "";
    }

    /** Each is its own: two equal templates are two. */
    private static final class Template extends SimpleJobTemplate {
        private static final long serialVersionUID = 1L;
    }
}
