package org.vmpilot.tests.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.vmpilot.tests.node.Run;

/** Some virtual nodes with an installation, one embedded LRM, one stand-in for the coordinator. */
final class Site implements AutoCloseable {
    private static final Path ROOT = Path.of(System.getProperty("vmpilot.root"));

    private final Path folder;
    private final Path installation;
    private final StandIn coordinator = new StandIn();
    private final Map<String, Ground> grounds = new LinkedHashMap<>();
    private final BlockingQueue<String> free = new LinkedBlockingQueue<>();
    private final Lrm lrm;

    Site(int nodes) throws IOException {
        folder = Files.createTempDirectory(Path.of("/var/tmp"), "vmpilot-faults-");
        installation = folder.resolve("dist");
        Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Run.start(List.of("cp", "-a", ROOT.resolve("target/dist").toString(), installation.toString()), "")
                .result()
                .mustSucceed();
        for (int number = 1; number <= nodes; number++) {
            String name = "node%02d".formatted(number);
            grounds.put(name, new Ground(name, installation, coordinator));
            free.add(name);
        }
        archive();
        Map<String, Path> folders = new LinkedHashMap<>();
        grounds.forEach((name, ground) -> folders.put(name, ground.node.folder()));
        lrm = new Lrm(installation, folder.resolve("lrm"), folders);
    }

    /** The agent's archive of classes names its jars by the path that nodes see. */
    private void archive() throws IOException {
        Files.deleteIfExists(installation.resolve("lib/agent.jsa"));
        grounds.values().iterator().next().node.exec("/opt/vmpilot/node/vmpilot-archive");
    }

    /** Plays a case on the next node that is free. A node on which one has failed is not used again as it is. */
    Report play(Case next) throws InterruptedException {
        String name = free.take();
        try {
            return play(next, grounds.get(name));
        } finally {
            free.add(name);
        }
    }

    private Report play(Case next, Ground ground) {
        Play play = new Play(next, ground, coordinator, lrm);
        List<String> objections = new ArrayList<>();
        try {
            objections.addAll(play.play());
        } catch (Exception | AssertionError e) {
            objections.add(e.toString());
        }
        Report report = Report.of(play.stage(), objections);
        if (!objections.isEmpty()) {
            ground.startOver();
        }
        return report;
    }

    @Override
    public void close() {
        lrm.close();
        coordinator.close();
        grounds.values().forEach(Ground::close);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
