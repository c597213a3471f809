package org.vmpilot.cli;

import java.lang.reflect.Constructor;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command that another program of the installation carries out: bin/vmpilot picks it by its first word before this one starts.
 * Named here so that the help shows all there is, and a near miss of any of them is suggested.
 */
record Elsewhere(String name, Session session) implements Callable<Integer> {
    /** Commands that docs/man has a page of. */
    static final Set<String> HAS_A_PAGE = Set.of("kill-all", "thaw");

    /** Commands that the start script gives to another program with --node. */
    private static final Set<String> ON_A_NODE = Set.of("doctor", "check");

    /** Where the options of each are, in the programs that have any. */
    private static final Map<String, String> PROGRAMS = Map.of(
            "kill-all", "org.vmpilot.killall.KillAllCommand",
            "thaw", "org.vmpilot.killall.ThawCommand",
            "doctor", "org.vmpilot.coordinator.Doctor",
            "check", "org.vmpilot.coordinator.config.CheckCommand",
            "key", "org.vmpilot.coordinator.config.KeyCommand");

    static void addTo(CommandLine top, Session session) {
        add(top, session, "kill-all", "Freeze every node and clear it of our guests, over SSH, coordinator or not.");
        add(top, session, "thaw", "Take kill-all's mark off again.");
        add(top, session, "doctor", "Look at a site; with --node: at the node that it runs on.");
        add(top, session, "check", "Test a coordinator's configuration; with --node: a node's.");
        add(top, session, "key", "Make a site key or a token (key new); print a node's key (key issue).");
        add(top, session, "recipe", "Print what sets a cell, server or cluster up: recipe ge, pbs or slurm.")
                .addPositional(words("LRM", "ge, pbs or slurm."))
                .addPositional(words("WHAT", "remove: the reverse; hooks (ge): prolog and epilog of other queues."));
        add(top, session, "serve", "The coordinator.")
                .addOption(option("--config", "FILE", "Its configuration. Default: /etc/vmpilot/vmpilot.toml."));
        add(top, session, "archive", "Make the class data archive that lets the command start faster.");
    }

    private static OptionSpec option(String name, String label, String words) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .arity(label.isEmpty() ? "0" : "1")
                .description(words)
                .build();
    }

    private static PositionalParamSpec words(String label, String words) {
        return PositionalParamSpec.builder()
                .paramLabel(label)
                .arity("0..1")
                .description(words)
                .build();
    }

    /** Puts the programs' own commands, with their options, in the place of these words: to be read, not to be run. */
    static void replaceIn(CommandLine top) {
        PROGRAMS.forEach((name, program) -> {
            try {
                top.getCommandSpec().removeSubcommand(name);
                CommandLine command = new CommandLine(Class.forName(program), Elsewhere::unfit);
                if (ON_A_NODE.contains(name)) {
                    command.getCommandSpec().addOption(option("--node", "", "The node that it runs on."));
                }
                top.addSubcommand(name, command);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("the program of '" + name + "' is not on the class path", e);
            }
        });
    }

    /** An object that has options and can do nothing: whatever its constructor wants is null. */
    private static <T> T unfit(Class<T> type) throws Exception {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return type.cast(constructor.newInstance(new Object[constructor.getParameterCount()]));
    }

    private static CommandSpec add(CommandLine top, Session session, String name, String words) {
        CommandSpec command = CommandSpec.wrapWithoutInspection(new Elsewhere(name, session));
        command.usageMessage().description(words);
        top.addSubcommand(name, command);
        return command;
    }

    @Override
    public Integer call() {
        session.err()
                .println("vmpilot: " + name + " is run by bin/vmpilot of an installation, not by this program alone. "
                        + "Nothing was done.");
        return ExitCode.BAD_INPUT;
    }
}
