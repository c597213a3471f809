package org.vmpilot.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link GuardRules} are those of {@code vmpilot-guard}: both are given the same sights. */
class GuardRulesTest {
    private static final int GUARDS = 300;
    private static final int LOOKS = 25;
    private static final long BEGUN = 100_000;

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(42);
    private final StringBuilder sights = new StringBuilder();
    private final List<String> expected = new ArrayList<>();

    @Test
    void theScriptDoesWhatTheRulesSay() throws IOException, InterruptedException {
        for (int guard = 0; guard < GUARDS; guard++) {
            watching();
            afterTheAgent(random.nextInt(1, 12), true);
        }
        afterTheAgent(GuardRules.REAPER_LOOKS + 5, false);

        assertThat(script()).isEqualTo(expected);
    }

    /** One guard's life beside its agent: what is halted or gone stays so for a while. */
    private void watching() {
        long deadline = random.nextInt(4) == 0 ? 0 : BEGUN + random.nextLong(0, 40_000);
        boolean lease = random.nextBoolean();
        long goAt = random.nextInt(3) == 0 ? 0 : lease ? BEGUN : BEGUN + 1;
        long duration = deadline == 0 ? 5_000 : deadline - BEGUN;
        boolean watched = random.nextInt(5) > 0;
        sights.append("guard ").append(goAt).append(' ').append(duration).append('\n');
        GuardRules rules = GuardRules.BEGIN;
        boolean recorded = false;
        boolean lives = true;
        List<String> halted = List.of();
        Optional<GuardRules.Look> home = Optional.empty();
        for (int look = 0; look < LOOKS; look++) {
            recorded |= random.nextInt(4) == 0;
            lives &= random.nextInt(12) > 0;
            halted = random.nextInt(3) > 0 ? halted : some();
            GuardRules.Sight sight = new GuardRules.Sight(
                    recorded,
                    BEGUN + look * 1000L,
                    deadline,
                    2_000,
                    goAt == 0 ? 0 : goAt + duration,
                    halted,
                    watched ? Optional.of(lives) : Optional.empty());
            sights.append(line(sight));
            if (home.isEmpty()) {
                GuardRules.Look seen = rules.look(sight);
                rules = seen.next();
                expected.add(seen.home().map(why -> "home " + why).orElse("watches"));
                home = seen.home().map(why -> seen);
            }
        }
        sights.append("end\n");
    }

    private List<String> some() {
        return random.nextInt(3) == 0
                ? GuardRules.WATCHED.stream()
                        .filter(name -> random.nextInt(3) == 0)
                        .toList()
                : List.of();
    }

    private static String line(GuardRules.Sight sight) {
        String launcher =
                sight.launcher().map(lives -> lives ? "lives" : "gone").orElse("none");
        return String.join(
                                " ",
                                sight.recorded() ? "recorded" : "blank",
                                Long.toString(sight.nowMs()),
                                Long.toString(sight.deadlineMs()),
                                Long.toString(sight.endingMs()),
                                launcher,
                                String.join(",", sight.halted()))
                        .strip()
                + "\n";
    }

    private void afterTheAgent(int looks, boolean changes) {
        sights.append("after\n");
        String came = "";
        boolean recorded = true;
        boolean lives = true;
        boolean halted = false;
        for (int look = 0; look < looks; look++) {
            recorded &= !changes || random.nextInt(8) > 0;
            lives &= !changes || random.nextInt(8) > 0;
            halted |= changes && random.nextInt(12) == 0;
            sights.append(recorded ? "recorded " : "blank ")
                    .append(lives ? "lives " : "gone ")
                    .append(halted ? "halted" : "runs")
                    .append('\n');
            GuardRules.After after = GuardRules.afterAgent(look, recorded, lives, halted && lives);
            if (came.isEmpty() && after != GuardRules.After.WAIT) {
                came = (after == GuardRules.After.END ? "ends" : "home FAILED") + " after " + look;
            }
        }
        // The last sight there is stays, and then the slot is forgotten and vmpilot-node ends.
        expected.add(came.isEmpty() ? "ends after " + looks : came);
        sights.append("end\n");
    }

    private List<String> script() throws IOException, InterruptedException {
        Path input = folder.resolve("sights");
        Files.writeString(input, sights);
        String harness;
        try (InputStream in = GuardRulesTest.class.getResourceAsStream("/guard-rules.bash")) {
            harness = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path guard = Path.of(System.getProperty("vmpilot.root"), "scripts/node/vmpilot-guard");
        Process bash = new ProcessBuilder("bash", "-c", harness, guard.toString(), folder.toString())
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        List<String> said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(bash.waitFor()).as(String.join("\n", said)).isZero();
        return said;
    }
}
