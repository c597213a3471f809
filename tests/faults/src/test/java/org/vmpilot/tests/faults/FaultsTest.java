package org.vmpilot.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Cases that a seed draws from the {@link Catalogue}, several at a time, each on a node of its own for as long as it lasts. Each case has one
 * expected verdict before it is played: {@link Kind}.
 */
@Tag("faults")
class FaultsTest {
    private static final long SEED = Long.getLong("vmpilot.faults.seed", 1);
    private static final int CASES = Integer.getInteger("vmpilot.faults.cases", 270);
    private static final int ONLY = Integer.getInteger("vmpilot.faults.case", 0);
    private static final int NODES = Integer.getInteger("vmpilot.faults.nodes", 6);

    private static final Map<Case, Future<Report>> REPORTS = new LinkedHashMap<>();
    private static Site site;
    private static ExecutorService players;

    @BeforeAll
    static void begin() throws IOException {
        List<Case> cases = new ArrayList<>(Catalogue.cases(SEED, Math.max(CASES, ONLY)));
        cases.removeIf(each -> ONLY > 0 && each.number() != ONLY);
        int wanted = cases.stream().mapToInt(each -> each.company().nodes).sum();
        int nodes = Math.min(Math.max(2, NODES), wanted);
        site = new Site(nodes);
        players = Executors.newFixedThreadPool(nodes);
        cases.forEach(each -> REPORTS.put(each, players.submit(() -> site.play(each))));
    }

    @AfterAll
    static void end() throws Exception {
        players.shutdownNow();
        Map<Kind, int[]> counts = new EnumMap<>(Kind.class);
        for (Future<Report> future : REPORTS.values()) {
            if (future.isDone() && !future.isCancelled()) {
                Report report = future.get();
                counts.computeIfAbsent(report.played().kind(), kind -> new int[2])[report.passed() ? 0 : 1]++;
            }
        }
        long gangs = REPORTS.keySet().stream()
                .filter(each -> each.company() != Company.ALONE)
                .count();
        System.out.println(
                "faults: seed " + SEED + ", " + REPORTS.size() + " cases, " + gangs + " of them of gangs of two nodes");
        counts.forEach((kind, count) -> System.out.printf(
                "faults: %4d passed %3d failed  %-18s %-13s %s%n", count[0], count[1], kind, kind.home, kind.sentence));
        site.close();
    }

    @TestFactory
    Stream<DynamicTest> everyCaseEndsAsItMust() {
        return REPORTS.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey().toString(), () -> judge(entry.getValue())));
    }

    private static void judge(Future<Report> future) throws InterruptedException, ExecutionException {
        Report report = future.get();
        assertThat(report.objections()).as(report.words()).isEmpty();
    }
}
