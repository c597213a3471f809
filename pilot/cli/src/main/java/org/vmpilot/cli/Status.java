package org.vmpilot.cli;

import java.util.List;
import java.util.OptionalInt;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.AlarmView;
import org.vmpilot.protocol.view.FreezeView;
import org.vmpilot.protocol.view.StatusView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "status", description = "How the coordinator is.")
final class Status extends ApiCall {
    private static final int PLUGIN_TIMEOUT = 10;

    @Option(
            names = "--monitor",
            description =
                    "As a plugin of Nagios or Icinga: one line, and 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN (the coordinator cannot be asked).")
    private boolean monitor;

    Status(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client) throws ClientException, InterruptedException {
        StatusView status = client.status();
        if (monitor) {
            return told(MonitorLine.of(status, session().clock().instant()));
        }
        if (json()) {
            printJson(status);
            return ExitCode.OK;
        }
        Times times = session().times();
        String asked =
                status.lrmAskedAt() == null ? "not asked yet" : "asked " + times.ago(status.lrmAskedAt()) + " ago";
        Table table = new Table("coordinator", "vmpilot " + Words.visible(status.version()))
                .row("up since", times.full(status.startedAt()) + " (" + times.ago(status.startedAt()) + ")")
                .row("LRM", status.lrm() + ": " + (status.lrmAnswers() ? "answers" : "DOES NOT ANSWER") + ", " + asked)
                .row("leases", status.openLeases() + " open, " + status.activeLeases() + " of them active");
        if (status.frozen() != null) {
            table.row("FROZEN", frozen(status.frozen(), times));
        }
        status.holds().forEach(hold -> table.row("HELD", Holds.words(hold, times)));
        status.windows().forEach(window -> table.row("window", Holds.words(window, times)));
        for (AlarmView alarm : status.alarms() == null ? List.<AlarmView>of() : status.alarms()) {
            table.row("ALARM", times.ago(alarm.since()) + ": " + alarm.words());
        }
        print(table);
        return ExitCode.OK;
    }

    private int told(MonitorLine line) {
        print(line.text());
        return line.state().code;
    }

    @Override
    OptionalInt inVain(Exception why) {
        return monitor ? OptionalInt.of(told(MonitorLine.unknown(why.getMessage()))) : OptionalInt.empty();
    }

    /** Less than whoever starts a plugin waits for it. */
    @Override
    int standardTimeout() {
        return monitor ? PLUGIN_TIMEOUT : super.standardTimeout();
    }

    private static String frozen(FreezeView freeze, Times times) {
        String why = freeze.why() == null || freeze.why().isEmpty() ? "" : ": " + Words.visible(freeze.why());
        return "no new leases until 'vmpilot thaw'; by " + Words.visible(freeze.who()) + ", "
                + times.ago(freeze.since()) + " ago" + why;
    }
}
