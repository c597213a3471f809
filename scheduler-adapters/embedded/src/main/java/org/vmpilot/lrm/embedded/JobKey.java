package org.vmpilot.lrm.embedded;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job's id: {@code 12}, or {@code 12.3} for a task of an array.
 *
 * @param task 0: not of an array
 */
record JobKey(int number, int task) implements Comparable<JobKey> {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})(?:\\.([1-9][0-9]{0,8}))?");
    private static final Comparator<JobKey> ORDER =
            Comparator.comparingInt(JobKey::number).thenComparingInt(JobKey::task);

    static Optional<JobKey> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int task = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        return Optional.of(new JobKey(Integer.parseInt(matcher.group(1)), task));
    }

    @JsonCreator
    static JobKey of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a job id"));
    }

    @Override
    public int compareTo(JobKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    @JsonValue
    public String toString() {
        return task == 0 ? Integer.toString(number) : number + "." + task;
    }
}
