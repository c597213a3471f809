package org.vmpilot.cli;

import java.util.Optional;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.SiteClient;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.nodes.NodeSet;
import org.vmpilot.protocol.nodes.NodeSetException;
import org.vmpilot.protocol.view.HoldView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "hold",
        description =
                "Let nothing new start: nowhere, in a queue, or on some nodes, until 'vmpilot release'. What runs goes on; new leases"
                        + " are taken and wait. 'vmpilot status' shows what is held.")
final class Hold extends ApiCall {
    @Option(names = "--queue", paramLabel = "QUEUE", description = "Only leases of this queue. Default: everything.")
    private Optional<String> queue;

    @Option(
            names = "-w",
            paramLabel = "SET",
            description = "Only these nodes, for example node[01-16],gpu3: no pilot starts anything there.")
    private Optional<String> nodes;

    /** As the API takes them; the rest of what is wrong with one it says itself. */
    private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T.+";

    private static final String SPAN = "([0-9]+(ms|[dhms]))+";

    @Option(names = "--why", required = true, paramLabel = "WORDS", description = "For those whose leases wait.")
    private String why;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description =
                    "Released by itself then: a time with its zone (2026-12-04T17:00Z), or how long (2h). Default: by hand.")
    private Optional<String> until;

    Hold(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client) throws ClientException, BadInputException, InterruptedException {
        if (queue.isPresent() && nodes.isPresent()) {
            throw new BadInputException("--queue and -w: give one of them, or neither. Nothing was done.");
        }
        if (nodes.isPresent()) {
            check(nodes.get());
        }
        if (until.isPresent() && !until.get().matches(TIME + "|" + SPAN)) {
            throw new BadInputException(
                    "--until must be a time with its offset from UTC, such as 2026-12-04T17:00Z, or how long, such as 2h, not "
                            + Words.visible(until.get()) + ". Nothing was done.");
        }
        HoldView hold = new SiteClient(settings())
                .hold(new SiteClient.Wanted(queue, nodes, System.getProperty("user.name"), why, until));
        if (json()) {
            printJson(hold);
        } else {
            print(Holds.words(hold, session().times()));
            print("'vmpilot release " + Words.visible(hold.id()) + "' ends it");
        }
        return ExitCode.OK;
    }

    private static void check(String text) throws BadInputException {
        try {
            NodeSet.parse(text);
        } catch (NodeSetException e) {
            throw new BadInputException("-w: " + Words.visible(e.getMessage()) + ". Nothing was done.");
        }
    }
}
