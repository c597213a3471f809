package org.vmpilot.coordinator.request;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.vmpilot.coordinator.document.Durations;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.coordinator.document.WrongValueException;
import org.vmpilot.protocol.LeaseTimes;
import org.vmpilot.protocol.TimePoint;

/** What a lease request says of time. */
public final class TimeFields {
    private static final Duration LONGEST = Duration.ofDays(365);

    /** Whole seconds, at least one. */
    public static final Kind<Duration> DURATION = value -> {
        Duration duration = Kinds.duration(Duration.ofSeconds(1), LONGEST).read(value);
        if (duration.toMillisPart() != 0) {
            throw new WrongValueException("must be whole seconds");
        }
        return duration;
    };

    /** An instant with its offset from UTC. */
    public static final Kind<Instant> INSTANT = value -> {
        String text = Kinds.TEXT.read(value);
        try {
            return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeParseException e) {
            throw new WrongValueException(
                    "must be a time with its offset from UTC, such as \"2027-01-31T17:00:00Z\", not "
                            + Kinds.quote(text));
        }
    };

    private static final Kind<TimePoint> POINT = value -> {
        String text = Kinds.TEXT.read(value);
        if (text.contains("T")) {
            return new TimePoint.At(INSTANT.read(value));
        }
        try {
            return new TimePoint.After(DURATION.read(value));
        } catch (WrongValueException e) {
            throw new WrongValueException("is neither a duration from now (\"2h\") nor a time"
                    + " (\"2027-01-31T17:00:00Z\"): it " + e.getMessage());
        }
    };

    private TimeFields() {}

    static LeaseTimes read(Fields fields, Duration duration) {
        Duration longest = fields.get("longest", DURATION, duration);
        Optional<TimePoint> startBy = fields.optional("start_by", POINT);
        Optional<TimePoint> notBefore = fields.optional("not_before", POINT);
        Optional<Duration> notice = fields.optional("notice", DURATION);
        if (longest.compareTo(duration) < 0) {
            fields.fault("longest", "is less than duration, " + Durations.text(duration));
        }
        notice.filter(time -> time.compareTo(longest) >= 0)
                .ifPresent(time ->
                        fields.fault("notice", "must be less than the lease can last, " + Durations.text(longest)));
        return new LeaseTimes(longest, startBy, notBefore, notice);
    }

    static String text(TimePoint point) {
        return point instanceof TimePoint.At at
                ? at.instant().toString()
                : Durations.text(((TimePoint.After) point).duration());
    }
}
