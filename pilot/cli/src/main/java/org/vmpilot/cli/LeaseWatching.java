package org.vmpilot.cli;

import org.vmpilot.client.ClientException;
import org.vmpilot.client.VmpilotClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "watch",
        description = "Follow a lease until it has ended; exit 0 only if it ended as it should, clean.")
final class LeaseWatching extends LeaseCall {
    @Option(
            names = "--until",
            paramLabel = "STATE",
            defaultValue = "ENDED",
            description = "Follow it until it is ACTIVE, ENDING or ENDED. Default: ENDED.")
    private String until;

    LeaseWatching(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client, String lease) throws ClientException, BadInputException, InterruptedException {
        if (!Watching.STATES.contains(until)) {
            throw new BadInputException(
                    "--until must be one of " + String.join(", ", Watching.STATES) + ", not " + Words.visible(until));
        }
        return new Watching(this, client, lease, until).run();
    }
}
