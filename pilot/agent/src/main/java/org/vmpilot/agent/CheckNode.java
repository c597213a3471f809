package org.vmpilot.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.vmpilot.guard.NodeConf;
import org.vmpilot.guard.NodeConfException;
import org.vmpilot.guard.NodeConfFile;

/**
 * {@code vmpilot check --node [FILE]}: tests a node.conf and touches nothing. Exit codes 0 in order, 2 not (every error on a line of
 * its own, with file and line).
 */
public final class CheckNode {
    private static final String STANDARD = "/etc/vmpilot/node.conf";
    private static final int BAD_INPUT = 2;

    private static final String USAGE = "usage: vmpilot check --node [FILE]";

    private CheckNode() {}

    public static void main(String[] arguments) {
        if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
            System.out.println(USAGE + "\nTests a node's configuration, " + STANDARD
                    + " unless said otherwise, and changes nothing.");
            System.exit(0);
        }
        if (arguments.length > 1 || Stream.of(arguments).anyMatch(word -> word.startsWith("-"))) {
            System.err.println(USAGE + ". Nothing was done.");
            System.exit(BAD_INPUT);
        }
        System.exit(check(Path.of(arguments.length == 1 ? arguments[0] : STANDARD)));
    }

    private static int check(Path file) {
        try {
            NodeConf conf = NodeConfFile.read(file);
            System.out.println(file + ": in order, node " + conf.node());
            return 0;
        } catch (NodeConfException e) {
            e.problems().forEach(System.err::println);
            return BAD_INPUT;
        }
    }
}
