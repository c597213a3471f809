package org.vmpilot.cli;

import org.vmpilot.client.ClientException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The main of everything that asks the coordinator. */
@Command(
        name = "vmpilot",
        description = "Virtual machines on a batch cluster.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Each command has --help. All times are UTC. Exit codes: docs/commands.md."})
final class Vmpilot {
    private Vmpilot() {}

    public static void main(String[] arguments) {
        Session session = Session.ofProcess();
        System.exit(printed(session, commandLine(session).execute(arguments)));
    }

    /** What could not be written (a full disk) is no success: an id that was to be kept is lost. Who reads a pipe may leave. */
    private static int printed(Session session, int code) {
        if (!session.out().checkError() || code != ExitCode.OK || Boolean.getBoolean("vmpilot.pipe")) {
            return code;
        }
        session.err()
                .println(
                        "vmpilot: the answer could not be written whole (is the disk full?). What was asked for was done:"
                                + " 'vmpilot lease list' shows leases.");
        return ExitCode.UNKNOWN;
    }

    static CommandLine commandLine(Session session) {
        CommandLine lease = new CommandLine(new LeaseCommands())
                .addSubcommand(new LeaseCreate(session))
                .addSubcommand(new LeaseList(session))
                .addSubcommand(new LeaseShow(session))
                .addSubcommand(new LeaseWatching(session))
                .addSubcommand(new LeaseSet(session))
                .addSubcommand(new LeaseEnd(session))
                .addSubcommand(new LeaseCertificates(session));
        CommandLine token = new CommandLine(new TokenCommands())
                .addSubcommand(new TokenCreate(session))
                .addSubcommand(new TokenList(session))
                .addSubcommand(new TokenRevoke(session));
        CommandLine top = new CommandLine(new Vmpilot())
                .addSubcommand(lease)
                .addSubcommand(new Events(session))
                .addSubcommand(new Nodes(session))
                .addSubcommand(new Status(session))
                .addSubcommand(new Hold(session))
                .addSubcommand(new Release(session))
                .addSubcommand(new Usage(session))
                .addSubcommand(token)
                .addSubcommand(new Audit(session));
        Elsewhere.addTo(top, session);
        withHelp(top);
        return top.setOut(session.out())
                .setErr(session.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        session.colours().on() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setExecutionExceptionHandler((e, command, parsed) -> fail(session, e));
    }

    private static void withHelp(CommandLine command) {
        command.getCommandSpec().mixinStandardHelpOptions(true);
        command.getCommandSpec().version("vmpilot " + version());
        command.getSubcommands().values().forEach(Vmpilot::withHelp);
    }

    private static String version() {
        String version = Vmpilot.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }

    private static int fail(Session session, Exception failure) throws Exception {
        if (failure instanceof BadInputException wrong) {
            session.err().println("vmpilot: " + wrong.getMessage());
            return wrong.exitCode();
        } else if (failure instanceof ClientException problem) {
            session.err().println("vmpilot: " + Words.visible(problem.getMessage()));
            return ExitCode.of(problem.kind());
        }
        throw failure;
    }
}
