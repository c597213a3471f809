package org.vmpilot.lrm.gridengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.LrmException;

/** The words are a real cell's. */
class VerificationTest {
    private static final String OTHER_QUEUE =
            "Unable to run job: Job 41 cannot run in queue \"vmpilot.q\" because it is not contained in its hard queue list (-q)\n";
    private static final String BUSY =
            "Job 41 (-l exclusive=true,h_rt=600,xen=true) cannot run at host \"node01\" because exclusive"
                    + " resource (exclusive) is already in use\n";
    private static final String END = "verification: no suitable queues\nExiting.\n";

    private final List<String> asked = new ArrayList<>();
    private CommandResult answer;
    private CommandResult selected = new CommandResult.Exited(0, "vmpilot.q@node01\n", "");
    private Verification verification;

    @BeforeEach
    void newVerification() {
        GridEngineSettings settings = GridEngineSettings.of(Map.of("commands", "/sge"));
        verification = new Verification(new NativeSpecification(settings), new Cell(settings, this::run));
    }

    private CommandResult run(Command command) {
        asked.add(String.join(" ", command.arguments()));
        return command.arguments().get(0).endsWith("/qselect") ? selected : answer;
    }

    private static JobRequest request(String property) {
        return new JobRequest(
                "vone",
                1,
                List.of("/opt/pilot-job"),
                Optional.of("vmpilot.q"),
                Optional.of(property),
                Optional.empty(),
                true,
                Duration.ofMinutes(10),
                0);
    }

    @Test
    void whatTheCellHasNotSeenIsSubmittedWithVerification() throws Exception {
        assertThat(verification.specification(request("xen"))).startsWith("-w e -r n");
        assertThat(asked).isEmpty();
    }

    @Test
    void whatOnlyMeetsExclusiveJobsWaitsAndIsNotAskedForAgain() throws Exception {
        answer = new CommandResult.Exited(1, "", OTHER_QUEUE + BUSY + END);
        assertThat(verification.mayWait(request("xen"))).isTrue();
        assertThat(asked).hasSize(2);
        assertThat(asked.get(0))
                .startsWith("/sge/qsub -r n")
                .endsWith("-l h_rt=600,xen=true,exclusive=true -w v -b y -N vone /opt/pilot-job");
        assertThat(asked.get(1)).isEqualTo("/sge/qselect -q vmpilot.q -l h_rt=600,xen=true");
        assertThat(verification.specification(request("xen"))).startsWith("-w n -r n");
        assertThat(verification.specification(request("gpu"))).startsWith("-w e -r n");
    }

    @Test
    void aCellThatHasBecomeFreeMeanwhileWouldTakeIt() throws Exception {
        answer = new CommandResult.Exited(0, "verification: found suitable queue(s)\n", "");
        assertThat(verification.mayWait(request("xen"))).isTrue();
    }

    @Test
    void whatCanNeverRunIsRefusedWithEveryReason() {
        answer = new CommandResult.Exited(
                1,
                "",
                OTHER_QUEUE
                        + "Job 41 (-l arch=sun4u) cannot run at host \"node02\" because it offers only hl:arch=lx-amd64\n"
                        + END);
        assertThatThrownBy(() -> verification.mayWait(request("arch=sun4u")))
                .isInstanceOf(LrmException.class)
                .hasMessageStartingWith("Job 41 cannot run in queue")
                .hasMessageContaining("offers only hl:arch=lx-amd64")
                .hasMessageEndingWith("no suitable queues")
                .extracting(e -> ((LrmException) e).kind())
                .isEqualTo(LrmException.Kind.DENIED);
    }

    /** Of a host that is in use Grid Engine says nothing else. */
    @Test
    void whatNoQueueOffersIsRefusedAlsoWhileTheHostsAreInUse() {
        answer = new CommandResult.Exited(1, "", OTHER_QUEUE + BUSY + END);
        selected = new CommandResult.Exited(1, "", "");
        assertThatThrownBy(() -> verification.mayWait(request("xen")))
                .hasMessageContaining("already in use")
                .extracting(e -> ((LrmException) e).kind())
                .isEqualTo(LrmException.Kind.DENIED);
    }

    @Test
    void aCellThatDoesNotSayWhatItOffersIsNotARefusal() {
        answer = new CommandResult.Exited(1, "", BUSY + END);
        selected = new CommandResult.Exited(1, "", "error: commlib error: got select error\n");
        assertThatThrownBy(() -> verification.mayWait(request("xen")))
                .extracting(e -> ((LrmException) e).kind())
                .isEqualTo(LrmException.Kind.UNREACHABLE);
    }

    @Test
    void aCellThatDoesNotSayIsNotARefusal() {
        answer = new CommandResult.Exited(1, "", "error: commlib error: got select error\n");
        assertThatThrownBy(() -> verification.mayWait(request("xen")))
                .extracting(e -> ((LrmException) e).kind())
                .isEqualTo(LrmException.Kind.UNREACHABLE);
    }

    @Test
    void whatWasTakenOnceIsTakenAgainWhenTheCellIsBusy() throws Exception {
        verification.taken(request("xen"));
        assertThat(verification.specification(request("xen"))).startsWith("-w n -r n");
    }
}
