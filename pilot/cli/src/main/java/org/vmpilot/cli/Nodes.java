package org.vmpilot.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmpilot.client.ClientException;
import org.vmpilot.client.NodeFilter;
import org.vmpilot.client.VmpilotClient;
import org.vmpilot.protocol.nodes.NodeSet;
import org.vmpilot.protocol.view.NodeView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "nodes",
        description = "List the nodes: who has them, until when, which are barred or drained, why, and since when.")
final class Nodes extends ApiCall {
    @Option(
            names = "--resume",
            paramLabel = "NODE",
            description =
                    "Give a node that vmpilot has drained back to the LRM, after a clean look; no other drain is lifted.")
    private String resume;

    @Option(
            names = "--looked",
            paramLabel = "WORDS",
            description =
                    "With --resume: you have seen yourself that the node is clean, and no certificate can come from it any"
                            + " more (it was installed anew); WORDS are kept.")
    private String looked;

    @Option(
            names = "--facts",
            description = "Show what the nodes said of themselves: memory, CPUs, Xen, agent, and when.")
    private boolean facts;

    @Option(
            names = "--guest-memory",
            paramLabel = "SIZE",
            description = "Only nodes that could hold a guest of this memory.")
    private String guestMemory;

    @Option(
            names = "--memory-free",
            paramLabel = "SIZE",
            description = "Only nodes that had so much for guests when they last said so.")
    private String memoryFree;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "Only nodes that can run this kind of guest: pv, pvh, hvm.")
    private String kind;

    @Option(names = "--bridge", paramLabel = "NAME", description = "Only nodes where a guest may join this bridge.")
    private String bridge;

    @Option(names = "--alike", paramLabel = "K", description = "Only nodes of which there are K with equal facts.")
    private Integer alike;

    Nodes(Session session) {
        super(session);
    }

    /** All that a row shows but the node's name. */
    private record Row(String state, String leases, String until, String since, String drain, String lrm, String why) {}

    @Override
    int run(VmpilotClient client) throws ClientException, BadInputException, InterruptedException {
        if (resume != null) {
            return resume(client);
        }
        if (looked != null) {
            throw new BadInputException("--looked is only for --resume NODE");
        }
        List<NodeView> nodes = client.nodes(filter());
        if (json()) {
            printJson(Map.of("nodes", nodes));
        } else if (facts) {
            print(NodeFacts.table(nodes, session().times()));
        } else if (nodes.isEmpty()) {
            print("no nodes: the configuration names none ([[node]]) and none has claimed");
        } else {
            print(table(nodes));
            nodes.stream()
                    .filter(node -> node.alarm() != null)
                    .forEach(node -> print("ALARM: " + Words.visible(node.alarm())));
        }
        return ExitCode.OK;
    }

    /** Nodes of which there is the same to say share a row, folded: {@code node[01-40]}. */
    private Table table(List<NodeView> nodes) {
        Map<Row, List<NodeView>> alike = new LinkedHashMap<>();
        for (NodeView node : nodes) {
            alike.computeIfAbsent(row(node), same -> new ArrayList<>()).add(node);
        }
        Table table = new Table("NODE", "STATE", "LEASES", "UNTIL", "SINCE", "DRAIN", "LRM", "WHY");
        alike.forEach((row, which) -> table.row(
                folded(which), row.state(), row.leases(), row.until(), row.since(), row.drain(), row.lrm(), row.why()));
        return table;
    }

    private NodeFilter filter() {
        return new NodeFilter(
                Optional.ofNullable(guestMemory),
                Optional.ofNullable(memoryFree),
                Optional.ofNullable(kind),
                Optional.ofNullable(bridge),
                Optional.ofNullable(alike));
    }

    private Row row(NodeView node) {
        Times times = session().times();
        // The LRM's reason of our own drain says nothing new.
        String lrm =
                node.lrm() != null && node.drain() != null ? node.lrm().replaceFirst(": vmpilot:.*", "") : node.lrm();
        return new Row(
                node.state(),
                node.leases(),
                times.full(node.until()),
                times.full(node.since()),
                node.drain(),
                lrm,
                held(node));
    }

    private static String held(NodeView node) {
        if (node.held() == null) {
            return node.why();
        }
        return (node.why() == null ? "" : node.why() + "; ") + "HELD: " + node.held();
    }

    private static String folded(List<NodeView> nodes) {
        List<String> names = nodes.stream().map(NodeView::node).toList();
        try {
            return NodeSet.of(names).toString();
        } catch (IllegalArgumentException e) {
            return String.join(",", names);
        }
    }

    private int resume(VmpilotClient client) throws ClientException, InterruptedException {
        NodeView node = client.resume(resume, System.getProperty("user.name"), Optional.ofNullable(looked));
        if (json()) {
            printJson(node);
        } else {
            print(resumed(node));
        }
        return node.drain() == null ? ExitCode.OK : ExitCode.NOT_CLEAN;
    }

    private static String resumed(NodeView node) {
        String name = Words.visible(node.node());
        String lrm = node.lrm() == null ? "" : "; the LRM shows it as " + Words.visible(node.lrm());
        if (node.drain() == null) {
            return name + ": no drain of ours is left" + lrm;
        }
        return name + ": its drain is not lifted yet, and it is tried again by itself"
                + (node.alarm() == null ? lrm : "; ALARM: " + Words.visible(node.alarm()));
    }
}
