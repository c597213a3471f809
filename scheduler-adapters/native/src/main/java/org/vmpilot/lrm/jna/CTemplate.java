package org.vmpilot.lrm.jna;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.PartialTimestampFormat;

/** A job template on C's side: made for one submit, and given back after it. Only what is set in Java is set in C. */
final class CTemplate implements AutoCloseable {
    private final CDrmaa drmaa;
    private final Pointer template;

    private CTemplate(CDrmaa drmaa, Pointer template) {
        this.drmaa = drmaa;
        this.template = template;
    }

    static CTemplate of(CDrmaa drmaa, JobTemplate job) throws DrmaaException {
        PointerByReference made = new PointerByReference();
        CText error = new CText();
        CErrors.check(drmaa.drmaa_allocate_job_template(made, error.bytes(), error.size()), error);
        CTemplate template = new CTemplate(drmaa, made.getValue());
        try {
            template.fill(job);
            return template;
        } catch (DrmaaException | RuntimeException e) {
            template.close();
            throw e;
        }
    }

    Pointer pointer() {
        return template;
    }

    private void fill(JobTemplate job) throws DrmaaException {
        set("drmaa_remote_command", job.getRemoteCommand());
        set("drmaa_v_argv", texts(job.getArgs()));
        set("drmaa_js_state", job.getJobSubmissionState() == JobTemplate.HOLD_STATE ? "drmaa_hold" : null);
        set("drmaa_v_env", environment(job.getJobEnvironment()));
        set("drmaa_wd", job.getWorkingDirectory());
        set("drmaa_job_category", job.getJobCategory());
        set("drmaa_native_specification", job.getNativeSpecification());
        set("drmaa_v_email", texts(job.getEmail()));
        set("drmaa_block_email", job.getBlockEmail() ? "1" : null);
        set(
                "drmaa_start_time",
                job.getStartTime() == null ? null : new PartialTimestampFormat().format(job.getStartTime()));
        set("drmaa_job_name", job.getJobName());
        set("drmaa_input_path", job.getInputPath());
        set("drmaa_output_path", job.getOutputPath());
        set("drmaa_error_path", job.getErrorPath());
        set("drmaa_join_files", job.getJoinFiles() ? "y" : null);
    }

    private void set(String name, String value) throws DrmaaException {
        if (value != null) {
            CText error = new CText();
            CErrors.check(drmaa.drmaa_set_attribute(template, name, value, error.bytes(), error.size()), error);
        }
    }

    /** C's vectors end with a null. */
    private void set(String name, List<String> values) throws DrmaaException {
        if (!values.isEmpty()) {
            List<String> ended = new ArrayList<>(values);
            ended.add(null);
            CText error = new CText();
            String[] vector = ended.toArray(String[]::new);
            CErrors.check(drmaa.drmaa_set_vector_attribute(template, name, vector, error.bytes(), error.size()), error);
        }
    }

    /** The API is older than generics. */
    private static List<String> texts(Collection<?> values) {
        return values == null ? List.of() : values.stream().map(String::valueOf).toList();
    }

    private static List<String> environment(Map<?, ?> values) {
        return values == null
                ? List.of()
                : values.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList();
    }

    /** The outcome of the submit counts, not that of giving its template back. */
    @Override
    public void close() {
        CText error = new CText();
        drmaa.drmaa_delete_job_template(template, error.bytes(), error.size());
    }
}
