package org.vmpilot.lrm.worker;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.PartialTimestamp;
import org.ggf.drmaa.PartialTimestampFormat;

/**
 * A job template's mandatory attributes (DRMAA 1.0) as they cross the line; null: not set. The names are DRMAA's own.
 *
 * @param jobSubmissionState {@link JobTemplate#ACTIVE_STATE} or {@link JobTemplate#HOLD_STATE}
 * @param startTime in the form of {@link PartialTimestampFormat}
 */
public record JobDescription(
        String remoteCommand,
        List<String> args,
        int jobSubmissionState,
        Map<String, String> jobEnvironment,
        String workingDirectory,
        String jobCategory,
        String nativeSpecification,
        List<String> email,
        boolean blockEmail,
        String startTime,
        String jobName,
        String inputPath,
        String outputPath,
        String errorPath,
        boolean joinFiles) {
    public JobDescription {
        args = args == null ? List.of() : List.copyOf(args);
        jobEnvironment = jobEnvironment == null ? Map.of() : Map.copyOf(jobEnvironment);
        email = email == null ? List.of() : List.copyOf(email);
    }

    static JobDescription of(JobTemplate template) throws DrmaaException {
        return new JobDescription(
                template.getRemoteCommand(),
                strings(template.getArgs()),
                template.getJobSubmissionState(),
                environment(template.getJobEnvironment()),
                template.getWorkingDirectory(),
                template.getJobCategory(),
                template.getNativeSpecification(),
                strings(template.getEmail()),
                template.getBlockEmail(),
                time(template.getStartTime()),
                template.getJobName(),
                template.getInputPath(),
                template.getOutputPath(),
                template.getErrorPath(),
                template.getJoinFiles());
    }

    private static String time(PartialTimestamp time) {
        return time == null ? null : new PartialTimestampFormat().format(time);
    }

    /** The API is older than generics. */
    private static List<String> strings(Collection<?> values) {
        return values == null ? List.of() : values.stream().map(String::valueOf).toList();
    }

    private static Map<String, String> environment(Map<?, ?> values) {
        Map<String, String> all = new TreeMap<>();
        if (values != null) {
            values.forEach((key, value) -> all.put(String.valueOf(key), String.valueOf(value)));
        }
        return all;
    }
}
