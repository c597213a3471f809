package org.vmpilot.lrm.commands;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InvalidAttributeFormatException;
import org.ggf.drmaa.InvalidAttributeValueException;
import org.ggf.drmaa.JobTemplate;
import org.ggf.drmaa.PartialTimestamp;

/** Makes an order of a job template, or says which attribute is wrong. */
final class OrderReader {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> categories;
    private final String home;

    /** @param categories job category → native specification */
    OrderReader(Map<String, String> categories, String home) {
        this.categories = categories;
        this.home = home;
    }

    JobOrder read(OrderTemplate template) throws DrmaaException {
        Optional<String> folder = text(template.getWorkingDirectory()).map(text -> places(text, home));
        return new JobOrder(
                command(template),
                strings("args", template.getArgs()),
                name(template.getJobName()),
                template.getJobSubmissionState() == JobTemplate.HOLD_STATE,
                environment(template.getJobEnvironment()),
                folder,
                options(template),
                strings("email", template.getEmail()),
                template.getBlockEmail(),
                time(template.getStartTime()),
                time(template.deadline()),
                path("inputPath", template.getInputPath(), folder).map(OrderReader::pathAlone),
                path("outputPath", template.getOutputPath(), folder),
                path("errorPath", template.getErrorPath(), folder),
                template.getJoinFiles(),
                limit(template.hardWallclock()),
                limit(template.softWallclock()));
    }

    private static String command(JobTemplate template) throws DrmaaException {
        String command = text(template.getRemoteCommand())
                .orElseThrow(() -> new InvalidAttributeValueException("remoteCommand: it must be set"));
        return noNul("remoteCommand", command);
    }

    private static Optional<String> name(String name) throws InvalidAttributeValueException {
        if (name != null && name.chars().anyMatch(letter -> letter < ' ')) {
            throw new InvalidAttributeValueException("jobName: it has control characters");
        }
        return text(name);
    }

    private List<String> options(JobTemplate template) throws DrmaaException {
        List<String> options = new ArrayList<>();
        Optional<String> category = text(template.getJobCategory());
        if (category.isPresent()) {
            String known = categories.get(category.get());
            if (known == null) {
                throw new InvalidAttributeValueException(
                        "jobCategory: '" + category.get() + "' is not one of " + new TreeMap<>(categories).keySet());
            }
            options.addAll(NativeWords.split(known));
        }
        Optional<String> nativeSpecification = text(template.getNativeSpecification());
        if (nativeSpecification.isPresent()) {
            options.addAll(NativeWords.split(nativeSpecification.get()));
        }
        return options;
    }

    /** The API is older than generics. */
    private static List<String> strings(String attribute, Collection<?> values) throws DrmaaException {
        List<String> all = new ArrayList<>();
        for (Object value : values == null ? List.of() : values) {
            all.add(noNul(attribute, String.valueOf(value)));
        }
        return all;
    }

    private static Map<String, String> environment(Map<?, ?> values) throws DrmaaException {
        Map<String, String> all = new TreeMap<>();
        for (Map.Entry<?, ?> entry : values == null ? Map.<String, String>of().entrySet() : values.entrySet()) {
            String variable = String.valueOf(entry.getKey());
            if (!VARIABLE.matcher(variable).matches()) {
                throw new InvalidAttributeValueException("jobEnvironment: '" + variable + "' is no variable's name");
            }
            all.put(variable, noNul("jobEnvironment", String.valueOf(entry.getValue())));
        }
        return all;
    }

    private static String noNul(String attribute, String value) throws InvalidAttributeValueException {
        if (value.indexOf('\0') >= 0) {
            throw new InvalidAttributeValueException(attribute + ": it has a NUL character");
        }
        return value;
    }

    /** DRMAA's {@code [host]:path}; a path alone is taken as well. An empty host is dropped. */
    private Optional<String> path(String attribute, String value, Optional<String> folder) throws DrmaaException {
        if (value == null) {
            return Optional.empty();
        }
        String filled = places(value, folder.orElse(home));
        String path = filled.startsWith(":") ? filled.substring(1) : filled;
        if (pathAlone(path).isBlank() || path.chars().anyMatch(letter -> letter < ' ')) {
            throw new InvalidAttributeFormatException(attribute + ": '" + value + "' is not '[host]:path'");
        }
        return Optional.of(path);
    }

    private static String pathAlone(String path) {
        int colon = path.indexOf(':');
        return colon < 0 || path.startsWith("/") ? path : path.substring(colon + 1);
    }

    private String places(String text, String folder) {
        return text.replace(JobTemplate.HOME_DIRECTORY, home).replace(JobTemplate.WORKING_DIRECTORY, folder);
    }

    /** A partial timestamp is the next moment that fits it. */
    private static Optional<Instant> time(PartialTimestamp time) {
        return time == null ? Optional.empty() : Optional.of(Instant.ofEpochMilli(time.getTimeInMillis()));
    }

    private static Optional<Duration> limit(long seconds) {
        return seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    private static Optional<String> text(String value) {
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value);
    }
}
