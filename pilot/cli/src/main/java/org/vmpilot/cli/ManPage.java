package org.vmpilot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command's manual page, in the macros of man(7). */
final class ManPage {
    private final CommandSpec command;
    private final String name;
    private final List<String> lines = new ArrayList<>();

    /** @param name of the page: {@code vmpilot-lease-create} */
    ManPage(CommandSpec command, String name) {
        this.command = command;
        this.name = name;
    }

    String text() {
        String said = name.replace('-', ' ').replace("kill all", "kill-all");
        lines.add(".TH " + name.toUpperCase(Locale.ROOT) + " 1 \"\" vmpilot \"User commands\"");
        section("NAME");
        lines.add(escaped(name) + " \\- " + escaped(summary()));
        section("SYNOPSIS");
        lines.add(".B " + escaped(said));
        lines.add(escaped(synopsis()));
        section("DESCRIPTION");
        for (String words : command.usageMessage().description()) {
            lines.add(escaped(plain(words)));
        }
        parameters();
        subcommands();
        for (String words : command.usageMessage().footer()) {
            lines.add(words.isBlank() ? ".PP" : escaped(plain(words)));
        }
        section("SEE ALSO");
        lines.add(escaped("docs/commands.md of the installation: the environment, exit codes, examples."));
        return String.join("\n", lines) + "\n";
    }

    private String summary() {
        String[] words = command.usageMessage().description();
        return words.length == 0 ? name : plain(words[0]).replaceFirst("[.;:]( .*)?$", "");
    }

    /** What follows the name in the command's own help, on one line. */
    private String synopsis() {
        CommandLine.Help help =
                new CommandLine.Help(command, CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return help.synopsis(0)
                .replaceAll("\\s+", " ")
                .replaceFirst("^.*?(?=[\\[(<]|[A-Z]{2})", "")
                .strip();
    }

    private void parameters() {
        List<PositionalParamSpec> positional = command.positionalParameters().stream()
                .filter(one -> !one.hidden())
                .toList();
        List<OptionSpec> options =
                command.options().stream().filter(one -> !one.hidden()).toList();
        if (!positional.isEmpty() || !options.isEmpty()) {
            section("OPTIONS");
        }
        positional.forEach(one -> item(one.paramLabel(), one));
        options.forEach(one ->
                item(String.join(", ", one.names()) + (one.arity().max() > 0 ? " " + one.paramLabel() : ""), one));
    }

    private void item(String head, ArgSpec one) {
        lines.add(".TP");
        lines.add(".B " + escaped(head));
        lines.add(escaped(plain(
                String.join(" ", one.description()).replace("${DEFAULT-VALUE}", String.valueOf(one.defaultValue())))));
    }

    private void subcommands() {
        if (command.subcommands().isEmpty()) {
            return;
        }
        section("COMMANDS");
        command.subcommands().forEach((word, line) -> {
            lines.add(".TP");
            lines.add(".B " + escaped(word));
            lines.add(escaped(
                    plain(String.join(" ", line.getCommandSpec().usageMessage().description()))));
        });
    }

    private void section(String title) {
        lines.add(".SH " + title);
    }

    private static String plain(String words) {
        return CommandLine.Help.Ansi.OFF.string(words).strip();
    }

    /** Dashes are dashes and not hyphens, and no line is a request to the formatter. */
    private static String escaped(String words) {
        String text = words.replace("\\", "\\e").replace("-", "\\-");
        return text.startsWith(".") || text.startsWith("'") ? "\\&" + text : text;
    }
}
