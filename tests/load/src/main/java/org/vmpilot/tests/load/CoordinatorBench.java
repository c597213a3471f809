package org.vmpilot.tests.load;

import com.google.common.base.Ticker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.vmpilot.coordinator.request.RequestException;
import org.vmpilot.coordinator.store.StoreException;

/** {@code scripts/bench coordinator}: prints figures, each against what is taken in the same run, and what is aimed at. Judges nothing. */
final class CoordinatorBench {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final int CALLERS = 16;
    private static final int QUEUES = 16;
    private static final int PLACES = 4;
    private static final int FEW = 100;
    private static final int ROUNDS = 8;
    private static final int FROZEN = 2000;
    private static final int CREATES = 1500;
    private static final int READS = 300;
    private static final Duration QUIET = Duration.ofSeconds(60);

    private final LoadSite site;
    private final Path folder;
    private final int slots;
    private final Ticker ticker = Ticker.systemTicker();
    private int made;

    private CoordinatorBench(LoadSite site, Path folder, int slots) {
        this.site = site;
        this.folder = folder;
        this.slots = slots;
    }

    /** @param words the installation, a folder for it alone, how many slots */
    public static void main(String[] words) throws Exception {
        Path folder = Path.of(words[1]);
        int slots = Integer.parseInt(words[2]);
        int nodes = Math.max(slots, FROZEN) / PLACES + 1;
        LoadSite.Shape shape = new LoadSite.Shape(nodes, PLACES, QUEUES, "");
        try (LoadSite site = LoadSite.in(Path.of(words[0]), folder, Duration.ofMinutes(15), shape)) {
            new CoordinatorBench(site, folder, slots).run();
        }
    }

    private void run() throws IOException, InterruptedException, StoreException, RequestException {
        site.startCoordinator();
        lives(FEW * 4);
        Spent before = Spent.by(site);
        for (int round = 0; round < ROUNDS; round++) {
            lives(FEW);
        }
        Spent few = Spent.by(site).since(before);
        List<String> open = full(few);
        restart();
        quiet();
        end(open);
        freeze();
        creates();
    }

    /** Leases of so many slots in all, from their creation until all of their guests are up. */
    private List<String> up(int count) throws IOException, InterruptedException {
        int before = site.agents().up();
        List<LoadLease> leases =
                LoadLease.sizes(count).stream().map(this::lease).toList();
        List<String> ids = Callers.create(site, CALLERS, leases);
        site.await(count + " slots are up", () -> site.agents().up() - before == count);
        return ids;
    }

    private LoadLease lease(int size) {
        made++;
        return new LoadLease("bench-" + made, size, 86_400, "q" + (1 + made % QUEUES));
    }

    private void end(List<String> leases) throws IOException, InterruptedException {
        Callers.end(site, CALLERS, leases);
        site.await(
                "all certificates are there",
                () -> site.agents().certified() == site.agents().granted());
        site.await("no job is left", () -> site.jobs().isEmpty());
    }

    private void lives(int count) throws IOException, InterruptedException {
        end(up(count));
    }

    /** Claim → GO → reports → end at the full number. Leaves a second load of it open. */
    private List<String> full(Spent few) throws IOException, InterruptedException {
        Reads loaded = Reads.begin(site.api());
        Spent before = Spent.by(site);
        List<String> leases = up(slots);
        Spent up = Spent.by(site).since(before);
        end(leases);
        Spent all = Spent.by(site).since(before);
        double underLoad = loaded.p99();
        figure(
                "words of agents a second, until all guests are up and to the end",
                up.words() / up.seconds(),
                all.words() / all.seconds(),
                "");
        figure(
                "commits, words of agents",
                (double) all.commits(),
                (double) all.words(),
                ratio((double) all.commits(), (double) all.words(), "at most 0.05"));
        figure("start allowances missed, slots", site.agents().missed(), slots, "aim: 0");
        figure(
                "loop's microseconds per word, " + slots + " slots and " + FEW,
                all.loopPerWord() * 1e6,
                few.loopPerWord() * 1e6,
                ratio(all.loopPerWord(), few.loopPerWord(), "at most 1.3"));
        List<String> open = up(slots);
        double idle = reads();
        figure(
                "p99 of a read under full load, and with as many slots open, ms",
                underLoad * 1e3,
                idle * 1e3,
                ratio(underLoad, idle, "under load at most 200"));
        return open;
    }

    private double reads() throws IOException, InterruptedException {
        try (Reads reads = Reads.begin(site.api())) {
            site.await("reads", () -> reads.count() >= READS);
            return reads.p99();
        }
    }

    private void restart() throws IOException, InterruptedException {
        double before = site.coordinator().resident();
        site.killCoordinator();
        long began = ticker.read();
        site.startCoordinator();
        double seconds = since(began);
        figure("killed → serving again with all slots open, s", seconds, slots, "aim: at most 10");
        figure(
                "resident memory, after the load and after the restart, MiB",
                before,
                site.coordinator().resident(),
                "aim: at most 512");
    }

    /** All agents have found it again and poll, once a minute each. */
    private void quiet() throws IOException {
        long settled = site.words() + slots;
        site.await("all agents poll again", () -> site.words() >= settled);
        Spent before = Spent.by(site);
        pause(QUIET);
        Spent quiet = Spent.by(site).since(before);
        double share = 100 * quiet.process() / quiet.seconds();
        figure(
                "% of a core while nothing moves, words of agents a minute",
                share, 60 * quiet.words() / quiet.seconds(), "aim: at most 1");
        figure("resident memory then, MiB", site.coordinator().resident(), 0, "aim: at most 512");
    }

    private static void pause(Duration time) {
        Awaitility.await("time").pollDelay(time).atMost(time.multipliedBy(2)).until(() -> true);
    }

    private void freeze() throws IOException, InterruptedException {
        int before = site.agents().up();
        List<LoadLease> leases = new ArrayList<>();
        for (int i = 0; i < FROZEN; i++) {
            leases.add(lease(1));
        }
        Callers.create(site, CALLERS, leases);
        site.await("all are up", () -> site.agents().up() - before == FROZEN);
        int ended = site.agents().ended();
        long began = ticker.read();
        site.api().freeze();
        double answered = since(began);
        site.await("all are told", () -> site.agents().ended() - ended == FROZEN);
        double told = since(began);
        figure("freeze of " + FROZEN + " open leases: answered, all agents told, s", answered, told, "aim: 1 and 5");
        site.await("all are over", () -> site.jobs().isEmpty());
        site.api().thaw();
    }

    /** Nothing is started: what is measured is the acceptance, and neither agents nor the LRM stand beside it. */
    private void creates() throws IOException, InterruptedException, StoreException, RequestException {
        site.hold(true);
        double first = StoreRate.measure(folder.resolve("bare1"), CREATES);
        double one = rate(1);
        double many = rate(CALLERS);
        double bare = (first + StoreRate.measure(folder.resolve("bare2"), CREATES)) / 2;
        figure(
                "leases accepted a second, 1 caller; commits of the bare store",
                one,
                bare,
                ratio(one, bare, "at least 0.5"));
        figure(
                "leases accepted a second, " + CALLERS + " callers; likewise",
                many,
                bare,
                ratio(many, bare, "at least 1.0"));
    }

    private double rate(int callers) throws IOException, InterruptedException {
        List<LoadLease> leases = new ArrayList<>();
        for (int i = 0; i < CREATES; i++) {
            leases.add(lease(1));
        }
        long began = ticker.read();
        List<String> ids = Callers.create(site, callers, leases);
        double rate = CREATES / since(began);
        Callers.end(site, CALLERS, ids);
        return rate;
    }

    private double since(long began) {
        return (ticker.read() - began) / 1e9;
    }

    private static String ratio(double ours, double base, String aim) {
        return String.format("ratio %.3f   aim: %s", ours / base, aim);
    }

    private static void figure(String what, double ours, double base, String words) {
        OUT.printf("%-68s %10.2f  %10.2f  %s%n", what, ours, base, words);
    }
}
