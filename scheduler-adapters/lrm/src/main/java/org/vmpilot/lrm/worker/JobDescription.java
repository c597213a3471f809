package org.vmpilot.lrm.worker;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InvalidAttributeValueException;
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

    /** Sets what is set here, and touches no other attribute: a library may refuse the very name of one. */
    void fill(JobTemplate template) throws DrmaaException {
        set(remoteCommand, template::setRemoteCommand);
        set(args.isEmpty() ? null : new ArrayList<>(args), template::setArgs);
        template.setJobSubmissionState(jobSubmissionState);
        set(jobEnvironment.isEmpty() ? null : new TreeMap<>(jobEnvironment), template::setJobEnvironment);
        set(workingDirectory, template::setWorkingDirectory);
        set(jobCategory, template::setJobCategory);
        set(nativeSpecification, template::setNativeSpecification);
        set(email.isEmpty() ? null : Set.copyOf(email), template::setEmail);
        set(blockEmail ? true : null, template::setBlockEmail);
        set(startTime, text -> template.setStartTime(timestamp(text)));
        set(jobName, template::setJobName);
        set(inputPath, template::setInputPath);
        set(outputPath, template::setOutputPath);
        set(errorPath, template::setErrorPath);
        set(joinFiles ? true : null, template::setJoinFiles);
    }

    private interface Setter<T> {
        void set(T value) throws DrmaaException;
    }

    private static <T> void set(T value, Setter<T> setter) throws DrmaaException {
        if (value != null) {
            setter.set(value);
        }
    }

    private static PartialTimestamp timestamp(String text) throws InvalidAttributeValueException {
        try {
            return new PartialTimestampFormat().parse(text);
        } catch (ParseException e) {
            throw new InvalidAttributeValueException("start time '" + text + "': " + e.getMessage());
        }
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
