package org.vmpilot.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command that another program of the installation carries out: bin/vmpilot picks it by its first word before this one starts.
 * Named here so that the help shows all there is, and a near miss of any of them is suggested.
 */
record Elsewhere(String name, Session session) implements Callable<Integer> {
    static void addTo(CommandLine top, Session session) {
        add(top, session, "kill-all", "Freeze every node and clear it of our guests, over SSH, coordinator or not.");
        add(top, session, "thaw", "Take kill-all's mark off again.");
        add(top, session, "doctor", "Look at a site; with --node: at the node that it runs on.");
        add(top, session, "check", "Test a coordinator's configuration; with --node: a node's.");
        add(top, session, "key", "Make a site key or a token (key new); print a node's key (key issue).");
        add(top, session, "recipe", "Print what sets a cell, server or cluster up: recipe ge, pbs or slurm.");
        add(top, session, "serve", "The coordinator.");
        add(top, session, "archive", "Make the class data archive that lets the command start faster.");
    }

    private static void add(CommandLine top, Session session, String name, String words) {
        CommandSpec command = CommandSpec.wrapWithoutInspection(new Elsewhere(name, session));
        command.usageMessage().description(words);
        top.addSubcommand(name, command);
    }

    @Override
    public Integer call() {
        session.err()
                .println("vmpilot: " + name + " is run by bin/vmpilot of an installation, not by this program alone. "
                        + "Nothing was done.");
        return ExitCode.BAD_INPUT;
    }
}
