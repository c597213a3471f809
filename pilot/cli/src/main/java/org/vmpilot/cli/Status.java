package org.vmpilot.cli;

import java.util.List;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.AlarmView;
import org.vmpilot.protocol.view.FreezeView;
import org.vmpilot.protocol.view.StatusView;
import picocli.CommandLine.Command;

@Command(name = "status", description = "How the coordinator is.")
final class Status extends ApiCall {
    Status(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client) throws ClientException, InterruptedException {
        StatusView status = client.status();
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

    private static String frozen(FreezeView freeze, Times times) {
        String why = freeze.why() == null || freeze.why().isEmpty() ? "" : ": " + Words.visible(freeze.why());
        return "no new leases until 'vmpilot thaw'; by " + Words.visible(freeze.who()) + ", "
                + times.ago(freeze.since()) + " ago" + why;
    }
}
