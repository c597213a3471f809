package org.vmpilot.coordinator.config;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Check a coordinator's configuration and the secrets that it names; change nothing.")
final class CheckCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            defaultValue = "/etc/vmpilot/vmpilot.toml",
            description = "The configuration. Default: ${DEFAULT-VALUE}.")
    private Path file;

    private final PrintWriter out;
    private final PrintWriter err;

    CheckCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        try {
            CoordinatorConfig config = ConfigFile.load(file);
            out.println(file + " is good: API at " + text(config.api().listen()) + ", agents at "
                    + text(config.agents().listen()) + ", LRM " + config.lrm().provider() + ", "
                    + config.queues().size() + " queues, " + config.nodes().size() + " nodes");
            return 0;
        } catch (ConfigException e) {
            e.lines().forEach(err::println);
            return Admin.BAD_INPUT;
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
