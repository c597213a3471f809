package org.vmpilot.tests.xen;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Java programs of the tests in a dom0: what they need of this JVM's class path is copied there once. */
final class Dom0Java {
    private static final String FOLDER = "/var/tmp/vmpilot-tests";
    /** What the contract suite needs; the rest would only take an emulated machine's time. */
    private static final Set<String> JARS = Set.of(
            "junit",
            "assertj",
            "byte-buddy",
            "awaitility",
            "hamcrest",
            "opentest4j",
            "apiguardian",
            "guava",
            "failureaccess",
            "commons-exec");

    private final Lab lab;
    private final String node;

    Dom0Java(Lab lab, String node) {
        this.lab = lab;
        this.node = node;
    }

    /** The output of a class's main. */
    String run(Class<?> program, String... arguments) {
        List<String> entries = classPath();
        lab.run(words("copy", node, FOLDER, entries));
        lab.script(node, """
                mkdir -p "$1/kernels"
                cd "$1/kernels"
                ln -sf /var/lib/vmpilot-images/kernels/guest boots
                ln -sf /var/lib/vmpilot-images/kernels/guest.ramdisk boots.ramdisk
                ln -sf /var/lib/vmpilot-images/kernels/deaf deaf
                """, FOLDER);
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx160m",
                "-Dvmpilot.patience=" + 3 * Patience.factor(),
                "-Dvmpilot.contract.kernels=" + FOLDER + "/kernels",
                "-cp",
                String.join(":", entries.stream().map(entry -> FOLDER + entry).toList()),
                program.getName()));
        command.addAll(List.of(arguments));
        return lab.dom0(node, command.toArray(String[]::new));
    }

    private static List<String> classPath() {
        Stream<String> ours = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(Dom0Java::needed)
                .map(entry -> Path.of(entry).toAbsolutePath().toString());
        Path contract = Lab.ROOT.resolve("tests/contract/target/test-classes");
        return Stream.concat(ours, Stream.of(contract.toString())).toList();
    }

    private static boolean needed(String entry) {
        if (entry.isEmpty() || !Files.exists(Path.of(entry))) {
            return false;
        }
        String name = Path.of(entry).getFileName().toString();
        return !name.endsWith(".jar") || JARS.stream().anyMatch(name::startsWith) || name.startsWith("vmpilot-");
    }

    private static String[] words(String command, String node, String folder, List<String> more) {
        List<String> words = new ArrayList<>(List.of(command, node, folder));
        words.addAll(more);
        return words.toArray(String[]::new);
    }
}
