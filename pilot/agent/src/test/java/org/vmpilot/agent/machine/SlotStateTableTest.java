package org.vmpilot.agent.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.vmpilot.guard.LrmName;
import org.vmpilot.protocol.Notice;
import org.vmpilot.vmm.DomainState;
import org.vmpilot.vmm.ShutdownOutcome;

/** Every cell of the slot's table: {@code slot-states.txt} says what each event means in each state. */
class SlotStateTableTest {
    private static final Map<String, SlotState> STATES = new LinkedHashMap<>();
    private static final Map<String, Event> EVENTS = new LinkedHashMap<>();

    static {
        STATES.put("arriving", Samples.arriving());
        STATES.put("claiming", Samples.claiming());
        STATES.put("judging", Samples.judging());
        STATES.put("preparing", Samples.preparing(Samples.order(false)));
        STATES.put("ready", Samples.ready());
        STATES.put("starting", Samples.starting());
        STATES.put("live", Samples.live());
        STATES.put("ending", Samples.ending());
        STATES.put("left", new Left(0));
        EVENTS.put("tick", new Event.Tick());
        EVENTS.put("introduced", new Event.Introduced("12", LrmName.SLURM));
        EVENTS.put("TERM", new Event.Signalled("TERM"));
        EVENTS.put("CONT", new Event.Signalled("CONT"));
        EVENTS.put("job over", new Event.JobOver());
        EVENTS.put("stopping", new Event.Stopping());
        EVENTS.put("granted", new Event.Granted(Samples.order(false)));
        EVENTS.put("claim refused", new Event.ClaimRefused("TAKEN"));
        EVENTS.put("accepted", new Event.OrderAccepted(Samples.order(false)));
        EVENTS.put("refused", new Event.OrderRefused(List.of("too much")));
        EVENTS.put("recorded", new Event.Recorded());
        EVENTS.put("room", new Event.RoomMade("reached"));
        EVENTS.put("broken", new Event.Broken("disk full"));
        EVENTS.put("GO", new Event.Go());
        EVENTS.put("END", new Event.End(Notice.LEASE_ENDED, "enough"));
        EVENTS.put("new end", new Event.NewEnd(1, Duration.ofMinutes(5)));
        EVENTS.put("created", new Event.Created(0, OptionalInt.of(7)));
        EVENTS.put("create failed", new Event.CreateFailed(0, 3, "no memory"));
        String uuid =
                Samples.guest(0, new org.vmpilot.protocol.Ending.Destroy()).uuid(Samples.SLOT);
        EVENTS.put("looked", new Event.Looked(Samples.NOW, Map.of(uuid, DomainState.ALIVE)));
        EVENTS.put("look failed", new Event.LookFailed("xl hangs"));
        EVENTS.put("domain ended", new Event.DomainEnded());
        EVENTS.put("events come", new Event.Events(true));
        EVENTS.put("events end", new Event.Events(false));
        EVENTS.put("not there", new Event.Asked(0, ShutdownOutcome.NOT_THERE));
        EVENTS.put("no answer", new Event.Asked(0, ShutdownOutcome.NO_ANSWER));
    }

    @Test
    void everyCellDoesWhatTheTableSays() throws IOException {
        assertThat(table()).isEqualTo(written());
    }

    private static String table() {
        StringBuilder table = new StringBuilder();
        STATES.forEach((stateName, state) -> EVENTS.forEach((eventName, event) -> {
            Step step = event.on(state, Samples.NOW);
            String next =
                    step.state().equals(state) ? "=" : step.state().getClass().getSimpleName();
            if (step.state() instanceof Left left && !(state instanceof Left)) {
                next += " " + left.exitCode();
            }
            String actions = String.join(", ", Samples.shown(step.actions()));
            table.append((stateName + " | " + eventName + " | " + next + " | " + actions).strip())
                    .append('\n');
        }));
        return table.toString();
    }

    private static String written() throws IOException {
        try (InputStream in = SlotStateTableTest.class.getResourceAsStream("/slot-states.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
