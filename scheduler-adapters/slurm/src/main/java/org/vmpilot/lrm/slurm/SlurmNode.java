package org.vmpilot.lrm.slurm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vmpilot.lrm.NodeState;

/** One line of {@code scontrol --oneliner show node}. */
record SlurmNode(String name, Set<String> flags, Optional<String> reason) {
    private static final Pattern NAME = Pattern.compile("NodeName=(\\S+)");
    private static final Pattern STATE = Pattern.compile(" State=(\\S+)");

    /** The reason is free text, and ends with who gave it, and when. */
    private static final Pattern REASON = Pattern.compile(" Reason=(.*?)(?: \\[[^\\[\\]]*@[^\\[\\]]*])");

    /** A star or a flag: slurmd does not answer. */
    private static final Set<String> NOT_UP = Set.of(
            "DOWN", "NOT_RESPONDING", "UNKNOWN", "FAIL", "POWERED_DOWN", "POWER_DOWN", "POWERING_DOWN", "FUTURE");

    static List<SlurmNode> parse(String output) throws OutputException {
        List<SlurmNode> nodes = new ArrayList<>();
        for (String line : output.split("\n", -1)) {
            if (!line.isBlank()) {
                nodes.add(line(line));
            }
        }
        return nodes;
    }

    private static SlurmNode line(String line) throws OutputException {
        Matcher name = NAME.matcher(line);
        Matcher state = STATE.matcher(line);
        if (!name.lookingAt() || !state.find()) {
            throw new OutputException("scontrol show node: a line that cannot be read: '" + line.strip() + "'");
        }
        String words = state.group(1).replace("*", "+NOT_RESPONDING");
        Matcher reason = REASON.matcher(line);
        return new SlurmNode(
                name.group(1),
                Set.copyOf(Arrays.asList(words.split("[^A-Z_]+"))),
                reason.find() ? Optional.of(reason.group(1)) : Optional.empty());
    }

    boolean drained() {
        return flags.contains("DRAIN") || flags.contains("DRAINED") || flags.contains("DRAINING");
    }

    NodeState state() {
        boolean up = flags.stream().noneMatch(NOT_UP::contains);
        return new NodeState(name, up, drained(), drained() ? Optional.of(reason.orElse("")) : Optional.empty());
    }
}
