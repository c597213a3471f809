package org.vmpilot.cli;

import java.util.List;
import java.util.Map;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.LeaseView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "List leases, newest first.")
final class LeaseList extends ApiCall {
    @Option(names = "--ended", description = "Leases that have ended as well.")
    private boolean ended;

    LeaseList(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client) throws ClientException, InterruptedException {
        List<LeaseView> leases = client.list(ended);
        if (json()) {
            printJson(Map.of("leases", leases));
            return ExitCode.OK;
        }
        Times times = session().times();
        Table table = new Table(
                "LEASE", "NAME", "STATE", "RESULT", "VERDICT", "SLOTS", "GUESTS", "QUEUE", "AGE", "LEFT", "REASON");
        for (LeaseView lease : leases) {
            int guests = lease.slots().stream()
                    .mapToInt(slot -> slot.guests().size())
                    .sum();
            boolean over = lease.state().equals("ENDED");
            table.row(
                    lease.id(),
                    lease.name(),
                    lease.state(),
                    lease.notice(),
                    lease.verdict(),
                    Integer.toString(lease.slots().size()),
                    Integer.toString(guests),
                    lease.queue(),
                    times.ago(lease.createdAt()),
                    over ? null : times.until(lease.endsAt()),
                    lease.reason());
        }
        if (table.isEmpty()) {
            print(ended ? "no leases" : "no leases; vmpilot lease list --ended shows those that have ended");
        } else {
            print(table);
        }
        return ExitCode.OK;
    }
}
