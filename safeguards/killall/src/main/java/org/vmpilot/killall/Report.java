package org.vmpilot.killall;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.vmpilot.killall.fanout.NodeResult;
import org.vmpilot.killall.fanout.NodeVerdict;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.protocol.nodes.NodeSet;

/** Results for people and for scripts. */
final class Report {
    private final Plan plan;
    private final NodeSet wanted;
    private final Map<String, NodeResult> results = new TreeMap<>();

    /**
     * @param wanted all nodes of the run; one without a result is open
     */
    Report(Plan plan, NodeSet wanted, Collection<NodeResult> results) {
        this.plan = plan;
        this.wanted = wanted;
        results.forEach(result -> this.results.put(result.node(), result));
    }

    NodeSet open() {
        return NodeSet.of(
                wanted.stream().filter(node -> !results.containsKey(node)).toList());
    }

    /** One line a verdict, nodes folded; of bad verdicts one a reason. */
    List<String> summary() {
        Map<String, List<String>> nodes = new LinkedHashMap<>();
        for (NodeVerdict verdict : NodeVerdict.values()) {
            for (String node : wanted.names()) {
                NodeResult result = results.get(node);
                if (result != null && result.verdict() == verdict) {
                    nodes.computeIfAbsent(kind(result), first -> new ArrayList<>())
                            .add(node);
                }
            }
        }
        List<String> lines = new ArrayList<>();
        nodes.forEach((kind, names) -> lines.add(line(kind, names)));
        if (!open().isEmpty()) {
            lines.add(line("open\t", open().names()));
        }
        return lines;
    }

    private static String kind(NodeResult result) {
        String words = result.verdict().isGood() && result.residues().isEmpty() ? result.why() : reason(result);
        return result.verdict().words() + "\t" + words;
    }

    private static String line(String kind, Collection<String> names) {
        String[] parts = kind.split("\t", 2);
        String why = parts[1].isEmpty() ? "" : ": " + parts[1];
        return String.format(Locale.ROOT, "%-13s %5d  %s%s", parts[0], names.size(), NodeSet.of(names), why);
    }

    private static String reason(NodeResult result) {
        List<String> words = new ArrayList<>(result.residues());
        if (!result.why().isEmpty()) {
            words.add(0, result.why());
        }
        return String.join("; ", words);
    }

    /** A line a node. */
    List<String> table() {
        int width = wanted.stream().mapToInt(String::length).max().orElse(0);
        String form = "%-" + Math.max(width, 4) + "s  %-13s  %6s  %6s  %7s  %s";
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, form, "NODE", "VERDICT", "FROZEN", "GUESTS", "TIME", "WHY"));
        for (String node : wanted.names()) {
            NodeResult result = results.get(node);
            lines.add(
                    result == null
                            ? String.format(Locale.ROOT, form, node, "open", "", "", "", "")
                            : String.format(
                                    Locale.ROOT,
                                    form,
                                    node,
                                    result.verdict().words(),
                                    result.frozen() ? "yes" : "no",
                                    result.ours(),
                                    String.format(Locale.ROOT, "%.1f s", result.millis() / 1000.0),
                                    reason(result)));
        }
        return lines.stream().map(String::stripTrailing).toList();
    }

    String json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", "vmpilot-kill-all-report/1");
        json.put("run", plan.run());
        json.put("verb", plan.verb().word);
        json.put("exit", ExitCode.of(results.values(), !open().isEmpty()));
        Map<String, Object> folded = new LinkedHashMap<>();
        new EnumMap<>(byVerdict())
                .forEach((verdict, names) ->
                        folded.put(verdict.name(), NodeSet.of(names).toString()));
        json.put("summary", folded);
        json.put("open", open().toString());
        json.put("nodes", results.values().stream().map(ResultJson::write).toList());
        return Json.write(json);
    }

    private Map<NodeVerdict, List<String>> byVerdict() {
        Map<NodeVerdict, List<String>> nodes = new EnumMap<>(NodeVerdict.class);
        results.values()
                .forEach(result -> nodes.computeIfAbsent(result.verdict(), first -> new ArrayList<>())
                        .add(result.node()));
        return nodes;
    }

    int exitCode() {
        return ExitCode.of(results.values(), !open().isEmpty());
    }
}
