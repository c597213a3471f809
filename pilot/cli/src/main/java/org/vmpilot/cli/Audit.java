package org.vmpilot.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.client.AdminClient;
import org.vmpilot.client.AuditFilter;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.AuditView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "audit",
        description =
                "What was changed through the coordinator's API and what was refused, by whom and from where; newest first.")
final class Audit extends ApiCall {
    @Option(names = "--who", paramLabel = "NAME", description = "Only of the tokens of this name.")
    private Optional<String> who;

    @Option(
            names = "--action",
            paramLabel = "ACTION",
            description = "Only this: create, end, resume, freeze, thaw, token_create, token_revoke.")
    private Optional<String> action;

    @Option(names = "--target", paramLabel = "WHAT", description = "Only of this lease, node or token.")
    private Optional<String> target;

    @Option(names = "--since", paramLabel = "INSTANT", description = "Only then or later.")
    private Optional<Instant> since;

    @Option(names = "--last", paramLabel = "N", defaultValue = "100", description = "So many at most. Default: 100.")
    private int last;

    Audit(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client) throws ClientException, BadInputException, InterruptedException {
        if (last < 1) {
            throw new BadInputException("--last must be at least 1, not " + last);
        }
        List<AuditView> entries = new AdminClient(settings()).audit(new AuditFilter(who, action, target, since), last);
        if (json()) {
            printJson(Map.of("entries", entries));
            return ExitCode.OK;
        }
        Table table = new Table("AT", "WHO", "FROM", "ACTION", "TARGET", "RESULT", "WORDS");
        for (AuditView entry : entries) {
            table.row(
                    session().times().full(entry.at()),
                    entry.who(),
                    entry.address(),
                    entry.action(),
                    entry.target(),
                    entry.code().isEmpty() ? "done" : entry.status() + " " + entry.code(),
                    entry.words());
        }
        if (table.isEmpty()) {
            print("nothing");
        } else {
            print(table);
        }
        return ExitCode.OK;
    }
}
