package org.vmpilot.cli;

import java.util.Optional;
import org.vmpilot.client.AdminClient;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.NewTokenView;
import org.vmpilot.protocol.view.TokenView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        description =
                "Make a token and print it: this once, the coordinator keeps only what proves it. A name may have two that are"
                        + " valid, so that the new one is taken up everywhere before the old one is revoked.")
final class TokenCreate extends ApiCall {
    @Parameters(paramLabel = "NAME", description = "Whose it is, for example night-service.")
    private String name;

    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            description =
                    "submitter: its project's leases; monitor: reads; operator: all leases, nodes, freeze and thaw; admin: tokens too.")
    private String role;

    @Option(names = "--project", paramLabel = "PROJECT", description = "The project of its leases. Default: default.")
    private Optional<String> project;

    @Option(names = "--expires", paramLabel = "TIME", description = "From now on, for example 90d. Default: never.")
    private Optional<String> expires;

    TokenCreate(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client) throws ClientException, BadInputException, InterruptedException {
        NewTokenView made = new AdminClient(settings()).create(name, role, project, expires);
        if (json()) {
            printJson(made);
            return ExitCode.OK;
        }
        print(made.token());
        TokenView view = made.view();
        session().out().flush();
        session()
                .err()
                .println(
                        "token " + Words.visible(view.id()) + " is made: " + Words.visible(view.role()) + " of project "
                                + Words.visible(view.project())
                                + (view.expiresAt() == null
                                        ? ", it does not expire"
                                        : ", expires " + session().times().full(view.expiresAt()))
                                + "; keep it now, it is shown once");
        return ExitCode.OK;
    }
}
