package org.vmpilot.cli;

import org.vmpilot.client.ClientException;
import org.vmpilot.client.VmpilotClient;
import picocli.CommandLine.Parameters;

/** A command about one lease. */
abstract class LeaseCall extends ApiCall {
    @Parameters(paramLabel = "LEASE", description = "The lease's id, or its name.")
    private String lease;

    LeaseCall(Session session) {
        super(session);
    }

    abstract int run(VmpilotClient client, String id) throws ClientException, BadInputException, InterruptedException;

    @Override
    final int run(VmpilotClient client) throws ClientException, BadInputException, InterruptedException {
        return new LeaseName(lease).then(client, id -> run(client, id));
    }
}
