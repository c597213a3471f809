package org.vmpilot.killall;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What kill-all and thaw have in common. */
final class CommonOptions {
    static final String NEWEST = "newest";

    @Option(
            names = {"-w", "--nodes"},
            paramLabel = "SET",
            description = "these nodes, for example node[01-16,20],@rack3 (default: all of the site file)")
    String nodes;

    @Option(names = "--held", description = "the nodes that hold a slot, as coordinator and LRM say")
    boolean held;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            arity = "0..1",
            fallbackValue = NEWEST,
            description = "go on with an interrupted run: its nodes that are not yet well (default: the newest)")
    String resume;

    @Option(
            names = {"-n", "--dry-run"},
            description = "print the plan that would run; contact nobody")
    boolean dryRun;

    @Option(
            names = {"-t", "--table"},
            description = "print a line for each node as well")
    boolean table;

    @Option(names = "--json", description = "print one JSON document instead")
    boolean json;

    @Option(
            names = {"-f", "--width"},
            paramLabel = "N",
            description = "at most this many nodes at once (default: the site file's)")
    Integer width;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "/etc/vmpilot/killall.conf",
            description = "the site file (default: ${DEFAULT-VALUE})")
    Path config;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this help")
    boolean help;
}
