package org.vmpilot.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vmpilot.host.CommandResult;
import org.vmpilot.vmm.Guest;

/** A node of the simulated xl in a temporary folder. */
final class SimulatedXl extends XlBench {
    private static final Path PROGRAMS = Path.of(System.getProperty("vmpilot.root"), "tests", "simulated-xl");

    private final Path folder = Files.createTempDirectory("vmpilot-contract");

    SimulatedXl() throws IOException, InterruptedException {
        simulated("init", "--memory", "2048", "--dom0", "1024");
    }

    /** What a test does to the node behind xl's back. */
    void simulated(String... arguments) throws InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(PROGRAMS.resolve("simulated-xl").toString()));
        command.addAll(List.of(arguments));
        CommandResult.Exited exited = run(command.toArray(String[]::new));
        assertThat(exited.exitCode()).as(exited.errors()).isZero();
    }

    void fault(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("fault", "add"));
        command.addAll(List.of(arguments));
        simulated(command.toArray(String[]::new));
    }

    @Override
    Map<String, String> environment() {
        return Map.of(
                "PATH",
                PROGRAMS + ":/usr/bin:/bin",
                "SIMULATED_XL_STATE",
                folder.resolve("state").toString());
    }

    @Override
    Path folder() {
        return folder;
    }

    @Override
    Guest.Boot boot(Behaviour behaviour) {
        String word = switch (behaviour) {
            case BOOTS -> "boots";
            case DEAF -> "deaf";
        };
        return boot("sim.behaviour=" + word);
    }

    Guest.Boot boot(String commandLine) {
        return kernel(folder.resolve("state/images/kernel"), commandLine);
    }

    @Override
    void remove() throws IOException, InterruptedException {
        simulated("remove");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
