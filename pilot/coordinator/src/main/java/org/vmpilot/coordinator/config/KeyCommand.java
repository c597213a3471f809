package org.vmpilot.coordinator.config;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.vmpilot.coordinator.document.Suggestion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = "Make a site key or a token; print a node's key.",
        synopsisSubcommandLabel = "COMMAND")
final class KeyCommand {
    private final PrintWriter out;
    private final PrintWriter err;

    KeyCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            description =
                    "Make a file with 256 random bits as 64 hexadecimal digits, mode 0600: a site key or an API token.")
    int make(@Parameters(paramLabel = "FILE", description = "It must not be there yet.") Path file) {
        try {
            SecretFile.make(file, new SecureRandom());
            out.println("made " + file);
            return 0;
        } catch (FileAlreadyExistsException e) {
            err.println("vmpilot: " + file + " is there already; nothing was changed");
        } catch (IOException e) {
            err.println("vmpilot: cannot make " + file + ": " + e.getMessage());
        }
        return Admin.BAD_INPUT;
    }

    @Command(
            name = "issue",
            mixinStandardHelpOptions = true,
            description = "Print a node's key, for /etc/vmpilot/node.key on that node (root's, mode 0600).")
    int issue(
            @Parameters(paramLabel = "NODE", description = "The node's name, as in its node.conf.") String node,
            @Option(
                            names = "--config",
                            paramLabel = "FILE",
                            defaultValue = "/etc/vmpilot/vmpilot.toml",
                            description = "The coordinator's configuration. Default: ${DEFAULT-VALUE}.")
                    Path file) {
        try {
            CoordinatorConfig config = ConfigFile.load(file);
            if (!node.matches(Keys.NODE_PATTERN)) {
                err.println("vmpilot: not a node's name; no key was issued");
                return Admin.BAD_INPUT;
            }
            warnOfUnknown(
                    node,
                    config.nodes().stream().map(CoordinatorConfig.Node::name).toList(),
                    file);
            out.println(SiteKey.load(config.siteKeyFile()).nodeKey(node).text());
            return 0;
        } catch (ConfigException e) {
            e.lines().forEach(err::println);
        } catch (IOException e) {
            err.println("vmpilot: " + e.getMessage());
        }
        return Admin.BAD_INPUT;
    }

    private void warnOfUnknown(String node, List<String> known, Path file) {
        if (!known.contains(node)) {
            String hint = Suggestion.of(node, known)
                    .map(name -> "; did you mean " + name + "?")
                    .orElse("");
            err.println("vmpilot: note: no [[node]] of " + file + " has the name " + node + hint);
        }
    }
}
