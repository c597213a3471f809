package org.vmpilot.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Makes manual pages and the shell's completion from the command tree, whatever program of the installation carries a command out:
 * {@code man/man1/*.1} and {@code bash-completion/completions/vmpilot} below a folder. scripts/build calls it.
 */
public final class Pages {
    private Pages() {}

    /** @param arguments the folder */
    public static void main(String[] arguments) throws IOException {
        write(Path.of(List.of(arguments).get(0)));
    }

    /** The classes of all programs must be on the class path. */
    public static void write(Path folder) throws IOException {
        CommandLine tree = Vmpilot.commandLine(Session.ofProcess());
        Elsewhere.replaceIn(tree);
        Path pages = Files.createDirectories(folder.resolve("man/man1"));
        page(tree.getCommandSpec(), "vmpilot", pages);
        Path completions = Files.createDirectories(folder.resolve("bash-completion/completions"));
        Files.writeString(completions.resolve("vmpilot"), AutoComplete.bash("vmpilot", tree));
    }

    private static void page(CommandSpec command, String name, Path folder) throws IOException {
        Files.writeString(folder.resolve(name + ".1"), new ManPage(command, name).text());
        for (var one : command.subcommands().entrySet()) {
            // Its page is written by hand, as section 8.
            if (!Elsewhere.HAS_A_PAGE.contains(one.getKey())) {
                page(one.getValue().getCommandSpec(), name + "-" + one.getKey(), folder);
            }
        }
    }
}
