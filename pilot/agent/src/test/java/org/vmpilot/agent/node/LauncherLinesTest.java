package org.vmpilot.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.agent.loop.AgentLog;
import org.vmpilot.agent.loop.Mailbox;
import org.vmpilot.agent.machine.Event;
import org.vmpilot.guard.LrmJob;
import org.vmpilot.guard.LrmName;

class LauncherLinesTest {
    @Test
    void jobAndLrmIntroduceTheJob() throws Exception {
        assertThat(events("job 12[3].server\nlrm pbs\nsignal TERM\n"))
                .containsExactly(
                        new Event.Introduced("12[3].server", LrmName.PBS),
                        new Event.Signalled("TERM"),
                        new Event.JobOver());
    }

    /** Slurm's hooks know a task of an array by a number of its own. */
    @Test
    void aSecondIdIsTheOneThatTheHooksAreTold() throws Exception {
        assertThat(events("job 12_3 15\nlrm slurm\n"))
                .containsExactly(new Event.Introduced(new LrmJob("12_3", "15", LrmName.SLURM)), new Event.JobOver());
    }

    @Test
    void onlyTheFirstJobCounts() throws Exception {
        assertThat(events("job 12\njob 13\nlrm slurm\nlrm pbs\njob 14\n"))
                .containsExactly(new Event.Introduced("12", LrmName.SLURM), new Event.JobOver());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "job\n",
                "job ../x\n",
                "job 1\u0000\n",
                "job 12 13 14\nlrm slurm\n",
                "job 12 ../x\nlrm slurm\n",
                "lrm condor\n",
                "signal KILL\n",
                "signal TERM now\n",
                "\n",
                "job 1 $(x)\n",
                "signal TERM"
            })
    void whatHasNotTheFormIsDropped(String lines) throws Exception {
        assertThat(events(lines)).containsExactly(new Event.JobOver());
    }

    @Test
    void aFloodCostsNoMemoryAndItsEndIsHeard() throws Exception {
        List<Event> events = events("x".repeat(1 << 20) + "\n" + "signal TERM\n".repeat(50_000));

        assertThat(events).hasSizeLessThan(1100).endsWith(new Event.JobOver());
    }

    @Test
    void aSignalIsHeardHoweverMuchWasSaidBefore() throws InterruptedException {
        assertThat(events("nonsense\n".repeat(5000) + "signal TERM\n"))
                .containsExactly(new Event.Signalled("TERM"), new Event.JobOver());
    }

    private static List<Event> events(String lines) throws InterruptedException {
        Mailbox mailbox = new Mailbox();
        AgentLog log =
                new AgentLog(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), () -> 0);
        new LauncherLines(new ByteArrayInputStream(lines.getBytes(StandardCharsets.ISO_8859_1)), mailbox, log).read();
        List<Event> events = new ArrayList<>();
        for (Event event = mailbox.await(0); !(event instanceof Event.Tick); event = mailbox.await(0)) {
            events.add(event);
        }
        return events;
    }
}
