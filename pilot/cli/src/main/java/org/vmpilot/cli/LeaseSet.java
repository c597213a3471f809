package org.vmpilot.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.LeaseChange;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.LeaseView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "set",
        description = "Move a lease's end, sooner, or later up to its longest; or change its labels. If somebody else"
                + " changes it at the same time, nothing is changed.")
final class LeaseSet extends LeaseCall {
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d{1,5})d)?(?:(\\d{1,6})h)?(?:(\\d{1,7})m)?(?:(\\d{1,9})s)?");

    @Option(names = "--end", paramLabel = "TIME", description = "When it is to end: 2027-01-31T17:00:00Z.")
    private String end;

    @Option(names = "--duration", paramLabel = "DURATION", description = "The same, counted from GO: 20s, 1h30m, 7d.")
    private String duration;

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "Sets a label; repeated: several.")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--no-label", paramLabel = "NAME", description = "Takes a label off; repeated: several.")
    private List<String> noLabels = new ArrayList<>();

    LeaseSet(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client, String lease) throws ClientException, BadInputException, InterruptedException {
        if (end != null && duration != null) {
            throw new BadInputException("--end and --duration say the same: give one of the two");
        } else if (end == null && duration == null && labels.isEmpty() && noLabels.isEmpty()) {
            throw new BadInputException("nothing to change: give --end, --duration, --label or --no-label");
        }
        Map<String, String> set = Labels.read(labels);
        LeaseView before = client.get(lease);
        LeaseChange change = LeaseChange.of(before.version());
        if (end != null) {
            change = change.end(instant(end));
        } else if (duration != null) {
            change = change.duration(span(duration));
        }
        if (!labels.isEmpty() || !noLabels.isEmpty()) {
            Map<String, String> all = new TreeMap<>(before.labels());
            noLabels.forEach(all::remove);
            all.putAll(set);
            change = change.labels(all);
        }
        LeaseView after = client.change(before.id(), change);
        if (json()) {
            printJson(after);
        } else {
            print("lease " + after.id() + " "
                    + (after.endsAt() == null
                            ? "lasts " + Times.span(Duration.ofSeconds(after.durationSeconds())) + " from GO"
                            : "ends " + session().times().full(after.endsAt()))
                    + (after.endConfirmed()
                            ? ""
                            : "; its nodes are being told (vmpilot lease show " + after.id() + ": end known)"));
        }
        return ExitCode.OK;
    }

    private static Instant instant(String text) throws BadInputException {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new BadInputException(
                    "--end must be a time with its offset from UTC, such as 2027-01-31T17:00:00Z, not "
                            + Words.visible(text));
        }
    }

    private static Duration span(String text) throws BadInputException {
        Matcher parts = DURATION.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            throw new BadInputException(
                    "--duration must be whole seconds such as 20s, 1h30m or 7d, not " + Words.visible(text));
        }
        return Duration.ofDays(part(parts, 1))
                .plusHours(part(parts, 2))
                .plusMinutes(part(parts, 3))
                .plusSeconds(part(parts, 4));
    }

    private static long part(Matcher parts, int group) {
        return parts.group(group) == null ? 0 : Long.parseLong(parts.group(group));
    }
}
