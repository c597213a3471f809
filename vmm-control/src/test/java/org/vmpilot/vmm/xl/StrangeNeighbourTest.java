package org.vmpilot.vmm.xl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.host.CommandResult;
import org.vmpilot.vmm.ShutdownOutcome;
import org.vmpilot.vmm.VmmException;

/** A guest of ours beside a domain in whatever state: it is asked to shut down all the same. */
class StrangeNeighbourTest {
    private static final String HEADER = "Name ID Mem VCPUs\tState\tTime(s) UUID Reason-Code\tSecurity Label\n";
    private static final String DOM0 = "Domain-0 0 1024 2 r----- 52.6 00000000-0000-0000-0000-000000000000 - -\n";
    private static final String UUID = "766d7074-0000-4000-8000-000000006dcc";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicLong now = new AtomicLong(1000);
    private final List<String> asked = new ArrayList<>();
    private final Deque<String> listings = new ArrayDeque<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "other 7 64 1 ---sr- 1.0 11111111-2222-3333-4444-555555555555 1 -",
                "other 7 64 1 ---ss- 1.0 11111111-2222-3333-4444-555555555555 2 -",
                "other 7 64 1 ---sw- 1.0 11111111-2222-3333-4444-555555555555 4 -",
                "other 7 64 1 ---sS- 1.0 11111111-2222-3333-4444-555555555555 5 -",
                "other 7 64 1 ---s?- 1.0 11111111-2222-3333-4444-555555555555 2a -",
                "other 7 64 1 ---s?- 1.0 11111111-2222-3333-4444-555555555555 ff -",
                "(null) 7 64 1 --psr- 1.0 11111111-2222-3333-4444-555555555555 1 -",
                "a name 9 1 of words 7 64 1 r----- 1.0 11111111-2222-3333-4444-555555555555 - a:b c"
            })
    void ourGuestIsAskedWhateverItsNeighbourLooksLike(String neighbour) throws Exception {
        listings.add(neighbour + '\n' + ours("5", "-b----"));

        assertThat(vmm().shutDown(UUID, PATIENCE)).isEqualTo(ShutdownOutcome.ASKED);
        assertThat(asked).containsExactly("shutdown 5");
    }

    @Test
    void aGuestThatRebootsIsAskedWhenItIsThereAnew() throws Exception {
        listings.add(ours("5", "---sr-"));
        listings.add(ours("5", "--psr-") + ours("6", "--p---"));
        listings.add(ours("6", "-b----"));

        assertThat(vmm().shutDown(UUID, PATIENCE)).isEqualTo(ShutdownOutcome.ASKED);
        assertThat(asked).containsExactly("shutdown 6");
    }

    @Test
    void aGuestThatNeverComesOutOfItsRebootGivesNoAnswer() throws Exception {
        listings.add(ours("5", "---sr-"));

        assertThat(vmm().shutDown(UUID, PATIENCE)).isEqualTo(ShutdownOutcome.NO_ANSWER);
        assertThat(asked).isEmpty();
        assertThat(now.get()).isBetween(21_000L, 22_000L);
    }

    @Test
    void aLineInWhichADomainMayHideIsStillNoAnswer() {
        listings.add("half 4 64 1 -b---- 1.0 766d7074-0000\n" + ours("5", "-b----"));

        assertThatThrownBy(() -> vmm().shutDown(UUID, PATIENCE)).isInstanceOf(VmmException.class);
    }

    private static String ours(String id, String letters) {
        return "guest " + id + " 64 1 " + letters + " 1.0 " + UUID + " - -\n";
    }

    private XlVmm vmm() {
        XlSettings settings = new XlSettings(
                List.of("xl"),
                (index, file) -> List.of("create"),
                List.of("watch"),
                Map.of(),
                Path.of("/nowhere"),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofMillis(100));
        return new XlVmm(
                command -> exited(command.arguments()), settings, now::get, pause -> now.addAndGet(pause.toMillis()));
    }

    private CommandResult exited(List<String> arguments) {
        if (arguments.get(1).equals("list")) {
            String listing = listings.size() > 1 ? listings.remove() : listings.element();
            return new CommandResult.Exited(0, HEADER + DOM0 + listing, "");
        }
        asked.add(String.join(" ", arguments.subList(1, arguments.size())));
        return new CommandResult.Exited(0, "", "");
    }
}
