package org.vmpilot.lrm.gridengine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.LrmLimits;

/** Asks the cell for its configuration: a handful of calls however many hosts it has. */
final class LimitQueries {
    private static final String GLOBAL = "global";

    private final Cell cell;
    private final Duration settle;
    private final String parallelEnvironment;

    LimitQueries(Cell cell, GridEngineSettings settings) {
        this.cell = cell;
        this.settle = settings.settle();
        this.parallelEnvironment = settings.parallelEnvironment();
    }

    /**
     * @param hosts of the queue
     * @throws LrmException of kind DENIED when there is no such queue
     */
    LrmLimits limits(Optional<String> queue, Set<String> hosts) throws LrmException {
        Map<String, String> queueValues = queue.isPresent() ? queue(queue.get()) : Map.of();
        Map<String, String> scheduler = QconfText.values(cell.ask("qconf", "-ssconf"));
        Map<String, Map<String, String>> told = configurations(hosts);
        Map<String, String> global = told.getOrDefault(GLOBAL, Map.of());
        LrmLimits limits =
                new CellLimits(queue.orElse(""), queueValues, inForce(hosts, told), global, scheduler, settle).limits();
        List<String> remarks = new ArrayList<>(limits.remarks());
        queue.ifPresent(name -> gangRemark(name, queueValues).ifPresent(remarks::add));
        return new LrmLimits(limits.notice(), limits.reaction(), limits.prolog(), limits.epilog(), remarks);
    }

    private Optional<String> gangRemark(String name, Map<String, String> values) {
        boolean listed = QconfText.variants(values.getOrDefault("pe_list", "")).stream()
                .anyMatch(list -> List.of(list.strip().split("[\\s,]+")).contains(parallelEnvironment));
        return listed
                ? Optional.empty()
                : Optional.of("Queue " + name + " does not list the parallel environment " + parallelEnvironment
                        + ": leases of several nodes as one job (assembly = \"gang\") are refused there.");
    }

    private Map<String, String> queue(String name) throws LrmException {
        Cell.Answer answer = cell.answer("qconf", "-sq", name);
        if (answer.status() == 0) {
            return QconfText.values(answer.output());
        }
        boolean unknown = answer.words().contains("No cluster queue");
        throw new LrmException(
                unknown ? LrmException.Kind.DENIED : LrmException.Kind.UNREACHABLE, "qconf: " + answer.words());
    }

    private Map<String, Map<String, String>> configurations(Set<String> hosts) throws LrmException {
        List<String> asked = new ArrayList<>(List.of(GLOBAL));
        ownConfigurations().stream().filter(hosts::contains).forEach(asked::add);
        return QconfText.configurations(cell.ask("qconf", "-sconf", String.join(",", asked)));
    }

    /** A host's own configuration comes before the global one, key by key. */
    private static Map<String, Map<String, String>> inForce(Set<String> hosts, Map<String, Map<String, String>> told) {
        Map<String, Map<String, String>> inForce = new LinkedHashMap<>();
        for (String host : hosts) {
            Map<String, String> values = new LinkedHashMap<>(told.getOrDefault(GLOBAL, Map.of()));
            values.putAll(told.getOrDefault(host, Map.of()));
            inForce.put(host, values);
        }
        return inForce;
    }

    /** A cell in which no host has one says so on stderr, and fails. */
    private List<String> ownConfigurations() throws LrmException {
        Cell.Answer answer = cell.answer("qconf", "-sconfl");
        if (answer.status() == 0) {
            return answer.output().lines().map(String::strip).toList();
        }
        if (answer.words().contains("no config defined")) {
            return List.of();
        }
        throw new LrmException(LrmException.Kind.UNREACHABLE, "qconf: " + answer.words());
    }
}
