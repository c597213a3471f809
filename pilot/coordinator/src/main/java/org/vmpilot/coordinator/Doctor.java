package org.vmpilot.coordinator;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vmpilot.coordinator.config.ConfigException;
import org.vmpilot.coordinator.config.ConfigFile;
import org.vmpilot.coordinator.config.CoordinatorConfig;
import org.vmpilot.coordinator.config.Printed;
import org.vmpilot.coordinator.doctor.Examination;
import org.vmpilot.coordinator.doctor.Finding;
import org.vmpilot.lrm.Lrm;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vmpilot doctor}: holds the configuration against what the LRM really grants. */
@Command(
        name = "vmpilot doctor",
        mixinStandardHelpOptions = true,
        description = "Look at a site: what the LRM grants pilot jobs, its nodes, keys, listeners; change nothing.",
        footer = {"", "On a node: vmpilot doctor --node. Exit codes: 0 no error, 1 an error, 2 usage or configuration."
        })
final class Doctor implements Callable<Integer> {
    static final int FOUND = 1;
    static final int BAD_INPUT = 2;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            defaultValue = "/etc/vmpilot/vmpilot.toml",
            description = "The coordinator's configuration. Default: ${DEFAULT-VALUE}.")
    private Path file;

    @Option(
            names = "--prove-drain",
            paramLabel = "NODE",
            description = "Drain that node for a moment and lift it again: so it is known that the coordinator may.")
    private String proveDrain;

    @Option(names = "--json", description = "Print findings as JSON.")
    private boolean json;

    private final PrintWriter out;
    private final PrintWriter err;

    private Doctor(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(Printed.exitCode(commandLine(out, err).execute(arguments), out, err));
    }

    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new Doctor(out, err))
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    }

    @Override
    public Integer call() throws IOException {
        CoordinatorConfig config;
        try {
            config = ConfigFile.load(file);
        } catch (ConfigException e) {
            e.lines().forEach(err::println);
            return BAD_INPUT;
        }
        List<Finding> findings = new ArrayList<>();
        try (Lrm lrm = Coordinator.lrm(config)) {
            Examination examination = new Examination(config, lrm);
            findings.addAll(examination.run());
            findings.add(
                    proveDrain == null
                            ? new Finding(
                                    Finding.Level.WARNING,
                                    "drain",
                                    "whether the coordinator may drain nodes was not tried",
                                    "vmpilot doctor --prove-drain NODE tries it for a moment")
                            : examination.proveDrain(proveDrain));
        } catch (IOException e) {
            err.println("vmpilot: " + e.getMessage());
            return BAD_INPUT;
        }
        print(findings);
        return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.ERROR) ? FOUND : 0;
    }

    private void print(List<Finding> findings) throws IOException {
        if (json) {
            List<Map<String, String>> all = new ArrayList<>();
            findings.forEach(finding -> all.add(fields(finding)));
            out.println(new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(Map.of("findings", all)));
            return;
        }
        for (Finding finding : findings) {
            String level = (finding.level().word() + "       ").substring(0, 8);
            out.println(level + finding.subject() + ": " + finding.words());
            if (!finding.right().isEmpty()) {
                out.println("        right would be: " + finding.right());
            }
        }
    }

    private static Map<String, String> fields(Finding finding) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("level", finding.level().word());
        fields.put("subject", finding.subject());
        fields.put("words", finding.words());
        fields.put("right", finding.right());
        return fields;
    }
}
