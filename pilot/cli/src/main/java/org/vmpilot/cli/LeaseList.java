package org.vmpilot.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.LeaseFilter;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.LeaseSummaryView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "List leases, newest first.")
final class LeaseList extends ApiCall {
    @Option(names = "--ended", description = "Leases that have ended as well.")
    private boolean ended;

    @Option(names = "--state", paramLabel = "STATE", description = "Only those in this state: WAITING ... ENDED.")
    private Optional<String> state;

    @Option(names = "--name", paramLabel = "NAME", description = "Only those of this name.")
    private Optional<String> name;

    @Option(names = "--node", paramLabel = "NODE", description = "Only those that have, or had, this node.")
    private Optional<String> node;

    @Option(
            names = "--since",
            paramLabel = "INSTANT",
            description = "Only those that were made then or later, for example 2026-01-31T12:00:00Z.")
    private Optional<Instant> since;

    @Option(names = "--owner", paramLabel = "TOKEN", description = "Only those that a token of this name has made.")
    private Optional<String> owner;

    @Option(names = "--project", paramLabel = "PROJECT", description = "Only those of this project.")
    private Optional<String> project;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Only the one that this idempotency key has made, ended or not.")
    private Optional<String> key;

    @Option(
            names = "--label",
            paramLabel = "NAME=VALUE",
            description = "Only those that have this label; repeated: all of them.")
    private List<String> labels = new ArrayList<>();

    LeaseList(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client) throws ClientException, BadInputException, InterruptedException {
        List<LeaseSummaryView> leases =
                client.list(new LeaseFilter(ended, state, name, node, since, owner, project, key, Labels.read(labels)));
        if (json()) {
            printJson(Map.of("leases", leases));
            return ExitCode.OK;
        }
        Times times = session().times();
        Table table = new Table(
                "LEASE", "NAME", "STATE", "RESULT", "VERDICT", "SLOTS", "GUESTS", "QUEUE", "OWNER", "AGE", "LEFT",
                "REASON");
        for (LeaseSummaryView lease : leases) {
            boolean over = lease.state().equals("ENDED");
            table.row(
                    lease.id(),
                    lease.name(),
                    lease.state(),
                    Outcome.of(lease.result(), lease.notice()),
                    lease.verdict(),
                    Integer.toString(lease.slotCount()),
                    Integer.toString(lease.guestCount()),
                    lease.queue(),
                    lease.owner(),
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
