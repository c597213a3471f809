package org.vmpilot.tests.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** Plays a case on the next nodes that are free. A node on which one has failed is not used again as it is. */
    Report play(Case next) throws InterruptedException {
        List<String> names = take(next.company().nodes);
        try {
            return play(next, names);
        } finally {
            free.addAll(names);
        }
    }

    /** In the LRM's order. One after the other: of two that wait with half of what they need, neither would come to an end. */
    private synchronized List<String> take(int nodes) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        while (taken.size() < nodes) {
            taken.add(free.take());
        }
        Collections.sort(taken);
        return taken;
    }

    /** @param names a gang's slots are on them in this order */
    private Report play(Case next, List<String> names) {
        Job job = new Job(lrm, next, Set.copyOf(names));
        List<Play> siblings = new ArrayList<>();
        if (next.company() != Company.ALONE) {
            siblings.add(new Play(next.sibling(), ground(next.sibling(), names), coordinator, job, List.of()));
        }
        Play play = new Play(next, ground(next, names), coordinator, job, siblings);
        List<String> objections = new ArrayList<>();
        try {
            objections.addAll(play.play());
        } catch (Exception | AssertionError e) {
            objections.add(e.toString());
        }
        Report report = Report.of(play.stages(), objections);
        if (!objections.isEmpty()) {
            names.forEach(name -> grounds.get(name).startOver());
        }
        return report;
    }

    private Ground ground(Case played, List<String> names) {
        return grounds.get(names.get(played.company() == Company.ALONE ? 0 : played.index() - 1));
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
