package org.vmpilot.lrm.slurm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vmpilot.lrm.NodeState;

/**
 * One record of {@code scontrol --oneliner show node}.
 *
 * @param realMemory MiB that the configuration says that it has; 1: nothing is said; 0: not shown
 */
record SlurmNode(String name, Set<String> flags, Optional<String> reason, long realMemory) {
    private static final Pattern NAME = Pattern.compile("NodeName=(\\S+)");
    private static final Pattern STATE = Pattern.compile(" State=(\\S+)");

    private static final Pattern MEMORY = Pattern.compile(" RealMemory=(\\d{1,12})");

    /** The reason is free text, and ends with who gave it, and when. */
    private static final Pattern REASON = Pattern.compile(" Reason=(.*?)(?: \\[[^\\[\\]]*@[^\\[\\]]*])");

    /** A star or a flag: slurmd does not answer. */
    private static final Set<String> NOT_UP = Set.of(
            "DOWN", "NOT_RESPONDING", "UNKNOWN", "FAIL", "POWERED_DOWN", "POWER_DOWN", "POWERING_DOWN", "FUTURE");

    /**
     * A reason of several lines goes on below; what stands above the first record is a wrapper's. A record whose state cannot be read is a node that is not up.
     *
     * @throws OutputException there is text, and no record in it
     */
    static List<SlurmNode> parse(String output) throws OutputException {
        List<StringBuilder> records = new ArrayList<>();
        for (String line : output.split("\n", -1)) {
            if (NAME.matcher(line).lookingAt()) {
                records.add(new StringBuilder(line));
            } else if (!records.isEmpty() && !line.isBlank()) {
                records.get(records.size() - 1).append(' ').append(line.strip());
            }
        }
        if (records.isEmpty() && !output.isBlank()) {
            throw new OutputException("scontrol show node: no answer of its own: '"
                    + output.lines().findFirst().orElse("") + "'");
        }
        return records.stream().map(record -> read(record.toString())).toList();
    }

    private static SlurmNode read(String text) {
        Matcher name = NAME.matcher(text);
        Matcher state = STATE.matcher(text);
        Matcher reason = REASON.matcher(text);
        Matcher memory = MEMORY.matcher(text);
        String words = state.find() ? state.group(1).replace("*", "+NOT_RESPONDING") : "UNKNOWN";
        return new SlurmNode(
                name.lookingAt() ? name.group(1) : "",
                Set.copyOf(Arrays.asList(words.split("[^A-Z_]+"))),
                reason.find() ? Optional.of(reason.group(1)) : Optional.empty(),
                memory.find() ? Long.parseLong(memory.group(1)) : 0);
    }

    boolean drained() {
        return flags.contains("DRAIN") || flags.contains("DRAINED") || flags.contains("DRAINING");
    }

    NodeState state() {
        boolean up = flags.stream().noneMatch(NOT_UP::contains);
        return new NodeState(name, up, drained(), drained() ? Optional.of(reason.orElse("")) : Optional.empty());
    }
}
