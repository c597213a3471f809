package org.vmpilot.cli;

import java.util.List;
import java.util.Map;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.view.NodeView;
import picocli.CommandLine.Command;

@Command(name = "nodes", description = "List the nodes: who has them, until when, and why one is barred.")
final class Nodes extends ApiCall {
    Nodes(Session session) {
        super(session);
    }

    @Override
    int run(VmpilotClient client) throws ClientException, InterruptedException {
        List<NodeView> nodes = client.nodes();
        if (json()) {
            printJson(Map.of("nodes", nodes));
            return ExitCode.OK;
        }
        Times times = session().times();
        Table table = new Table("NODE", "STATE", "LEASES", "UNTIL", "SINCE", "WHY");
        for (NodeView node : nodes) {
            table.row(
                    node.node(),
                    node.state(),
                    node.leases(),
                    times.full(node.until()),
                    times.full(node.since()),
                    node.why());
        }
        if (table.isEmpty()) {
            print("no nodes: the configuration names none ([[node]]) and none has claimed");
        } else {
            print(table);
        }
        return ExitCode.OK;
    }
}
