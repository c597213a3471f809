package org.vmpilot.cli;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.UsageFilter;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.UsageView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "usage",
        description = {
            "How long slots that are over held their nodes: from claim to certificate, by UTC days.",
            "A submitter sees its project's."
        })
final class Usage extends ApiCall {
    private static final List<String> WORDS = List.of("day", "project", "owner", "account");
    private static final double HOUR = 3600;

    @Option(
            names = "--from",
            paramLabel = "DAY",
            description = "The first day, as 2026-11-01. Default: the first of the last day's month.")
    private String from;

    @Option(names = "--to", paramLabel = "DAY", description = "The last day; it counts as well. Default: today.")
    private String to;

    @Option(
            names = "--by",
            paramLabel = "WORDS",
            split = ",",
            defaultValue = "project",
            description =
                    "One or more of day, project, owner, account, joined by commas: a sum for each. Default: project.")
    private List<String> by;

    @Option(names = "--csv", description = "Print comma-separated values with a line of names: seconds, not hours.")
    private boolean csv;

    Usage(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client) throws ClientException, BadInputException, InterruptedException {
        if (csv && json()) {
            throw new BadInputException("--csv and --json: one of them");
        }
        if (!WORDS.containsAll(by)) {
            throw new BadInputException("--by must be one or more of " + String.join(",", WORDS));
        }
        LocalDate last = day("--to", to)
                .orElseGet(() -> LocalDate.ofInstant(session().clock().instant(), ZoneOffset.UTC));
        LocalDate first = day("--from", from).orElse(last.withDayOfMonth(1));
        List<UsageView> sums = client.usage(new UsageFilter(Optional.of(first), Optional.of(last), by));
        if (json()) {
            printJson(Map.of("from", first.toString(), "to", last.toString(), "usage", sums));
        } else if (csv) {
            csv(sums);
        } else if (sums.isEmpty()) {
            print("nothing from " + first + " to " + last);
        } else {
            print(table(sums));
        }
        return ExitCode.OK;
    }

    private static Optional<LocalDate> day(String option, String text) throws BadInputException {
        try {
            return Optional.ofNullable(text).map(LocalDate::parse);
        } catch (DateTimeException e) {
            throw new BadInputException(option + " must be a day such as 2026-11-01, not " + Words.visible(text));
        }
    }

    private List<String> columns() {
        return WORDS.stream().filter(by::contains).toList();
    }

    private List<String> words(UsageView sum) {
        return columns().stream()
                .map(column -> switch (column) {
                    case "day" -> sum.day();
                    case "project" -> sum.project();
                    case "owner" -> sum.owner();
                    default -> sum.account();
                })
                .map(word -> word == null ? "" : word)
                .toList();
    }

    private Table table(List<UsageView> sums) {
        List<String> heads = new ArrayList<>(
                columns().stream().map(word -> word.toUpperCase(Locale.ROOT)).toList());
        heads.addAll(List.of("SLOTS", "NODE-HOURS", "GUEST-HOURS"));
        Table table = new Table(heads.toArray(String[]::new));
        for (UsageView sum : sums) {
            row(
                    table,
                    words(sum).stream().map(word -> word.isEmpty() ? "-" : word).toList(),
                    sum);
        }
        if (sums.size() > 1) {
            List<String> total =
                    new ArrayList<>(columns().stream().map(column -> "").toList());
            total.set(0, "total");
            row(table, total, total(sums));
        }
        return table;
    }

    private static void row(Table table, List<String> words, UsageView sum) {
        List<String> cells = new ArrayList<>(words);
        cells.add(Long.toString(sum.slots()));
        cells.add(String.format(Locale.ROOT, "%.2f", sum.nodeSeconds() / HOUR));
        cells.add(String.format(Locale.ROOT, "%.2f", sum.guestSeconds() / HOUR));
        table.row(cells.toArray(String[]::new));
    }

    private static UsageView total(List<UsageView> sums) {
        return new UsageView(
                null,
                null,
                null,
                null,
                sums.stream().mapToLong(UsageView::slots).sum(),
                sums.stream().mapToDouble(UsageView::nodeSeconds).sum(),
                sums.stream().mapToDouble(UsageView::guestSeconds).sum());
    }

    private void csv(List<UsageView> sums) {
        print(String.join(",", columns()) + ",slots,node_seconds,guest_seconds");
        for (UsageView sum : sums) {
            String words =
                    String.join(",", words(sum).stream().map(Usage::quoted).toList());
            print(String.format(
                    Locale.ROOT, "%s,%d,%.3f,%.3f", words, sum.slots(), sum.nodeSeconds(), sum.guestSeconds()));
        }
    }

    /** As RFC 4180 has it. */
    private static String quoted(String word) {
        return word.matches("[^,\"\r\n]*") ? word : "\"" + word.replace("\"", "\"\"") + "\"";
    }
}
