package org.vmpilot.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Cases on hostile nodes that a seed draws, several at a time: what brings a node home is run alone, without LRM, agent and coordinator,
 * so that there can be many. Whatever happens: who says clean is right, who does not bars the node, nobody else is touched, and with
 * peace it comes home.
 */
@Tag("faults")
class HostileTest {
    private static final long SEED = Long.getLong("vmpilot.faults.seed", 1);
    private static final int CASES = Integer.getInteger("vmpilot.hostile.cases", 300);
    private static final int ONLY = Integer.getInteger("vmpilot.hostile.case", 0);
    private static final int NODES = Integer.getInteger("vmpilot.hostile.nodes", 6);

    private static final Map<HostileCase, Future<List<String>>> ENDS = new LinkedHashMap<>();
    private static final List<Ground> GROUNDS = new ArrayList<>();
    private static final BlockingQueue<Ground> FREE = new LinkedBlockingQueue<>();
    private static StandIn coordinator;
    private static ExecutorService players;

    @BeforeAll
    static void begin() throws IOException {
        List<HostileCase> cases = new ArrayList<>(HostileCase.cases(SEED, Math.max(CASES, ONLY)));
        cases.removeIf(each -> ONLY > 0 && each.number() != ONLY);
        coordinator = new StandIn();
        int nodes = Math.min(NODES, cases.size());
        for (int number = 1; number <= nodes; number++) {
            Ground ground = new Ground("node%02d".formatted(number), installation(), coordinator);
            GROUNDS.add(ground);
            furnish(ground);
            FREE.add(ground);
        }
        players = Executors.newFixedThreadPool(nodes);
        cases.forEach(each -> ENDS.put(each, players.submit(() -> play(each))));
    }

    private static Path installation() {
        return Path.of(System.getProperty("vmpilot.root"), "target/dist");
    }

    /** On every second node an ordinary account has planted what it can. The agent's program delivers what lies there, and does nothing else. */
    private static void furnish(Ground ground) {
        ground.write("/etc/vmpilot/agent", "#!/bin/sh\nrm -f /var/lib/vmpilot/outbox/*.json\n");
        ground.node.exec("chmod", "700", "/etc/vmpilot/agent").mustSucceed();
        if (GROUNDS.indexOf(ground) % 2 == 1) {
            ground.node.hostile("planted");
        }
    }

    private static List<String> play(HostileCase next) throws InterruptedException {
        Ground ground = FREE.take();
        HostilePlay play = new HostilePlay(next, ground);
        List<String> objections = new ArrayList<>();
        try {
            objections.addAll(play.play());
        } catch (RuntimeException | AssertionError e) {
            objections.add(e.toString());
        }
        if (!objections.isEmpty()) {
            objections.add("again: scripts/test faults --seed " + next.seed() + " --hostile " + next.number());
            objections.addAll(play.diary());
            ground.startOver();
            furnish(ground);
        }
        FREE.add(ground);
        return objections;
    }

    @AfterAll
    static void end() throws ExecutionException, InterruptedException {
        players.shutdownNow();
        Map<Hostility, int[]> counts = new EnumMap<>(Hostility.class);
        for (Map.Entry<HostileCase, Future<List<String>>> entry : ENDS.entrySet()) {
            if (entry.getValue().isDone() && !entry.getValue().isCancelled()) {
                boolean passed = entry.getValue().get().isEmpty();
                counts.computeIfAbsent(entry.getKey().hostility(), hostility -> new int[2])[passed ? 0 : 1]++;
            }
        }
        System.out.println("faults: hostile nodes, seed " + SEED + ", " + ENDS.size() + " cases");
        counts.forEach((hostility, count) ->
                System.out.printf("faults: %4d passed %3d failed  hostile: %s%n", count[0], count[1], hostility));
        GROUNDS.forEach(Ground::close);
        coordinator.close();
    }

    @TestFactory
    Stream<DynamicTest> whoSaysCleanIsRightAndWithPeaceItComesHome() {
        return ENDS.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey().toString(),
                        () -> assertThat(entry.getValue().get()).isEmpty()));
    }
}
