package org.vmpilot.cli;

import org.vmpilot.client.ClientException;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.LeaseView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "end", description = "End a lease; ending one that ends or has ended changes nothing.")
final class LeaseEnd extends LeaseCall {
    @Option(names = "--wait", description = "Watch the lease until it has ended.")
    private boolean wait;

    LeaseEnd(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client, String lease) throws ClientException, InterruptedException {
        LeaseView view = client.end(lease);
        if (wait) {
            return new Watching(this, client, lease, "ENDED").run();
        }
        if (json()) {
            printJson(view);
        } else {
            print("lease " + view.id() + " is " + view.state());
        }
        return ExitCode.OK;
    }
}
