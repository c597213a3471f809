package org.vmpilot.lrm.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.ggf.drmaa.AuthorizationException;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InvalidAttributeValueException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.TryLaterException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmpilot.lrm.commands.Programs;
import org.vmpilot.lrm.worker.AnswerLostException;
import org.vmpilot.lrm.worker.NotSentException;

/** "Nothing was done" is only concluded where Slurm's words say so. */
class SlurmFailuresTest {
    static Stream<Arguments> words() {
        return Stream.of(
                Arguments.of(
                        "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)",
                        NotSentException.class),
                Arguments.of(
                        "sbatch: error: Batch job submission failed: Unable to contact slurm controller (receive failure)",
                        AnswerLostException.class),
                Arguments.of(
                        "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation",
                        AnswerLostException.class),
                Arguments.of(
                        "sbatch: error: Batch job submission failed: Zero Bytes were transmitted or received",
                        AnswerLostException.class),
                Arguments.of(
                        "sbatch: error: Batch job submission failed: Protocol authentication error",
                        NotSentException.class),
                Arguments.of(
                        "sbatch: error: Batch job submission failed: Resource temporarily unavailable",
                        TryLaterException.class),
                Arguments.of(
                        "sbatch: error: Batch job submission failed: Invalid partition name specified",
                        DeniedByDrmException.class),
                Arguments.of(
                        "sbatch: error: Batch job submission failed: Invalid feature specification",
                        DeniedByDrmException.class),
                Arguments.of(
                        "sbatch: error: AssocMaxSubmitJobLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy"
                                + " (job submit limit, user's size and/or time limits)",
                        TryLaterException.class),
                Arguments.of(
                        "sbatch: error: QOSMaxSubmitJobPerUserLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy"
                                + " (job submit limit, user's size and/or time limits)",
                        TryLaterException.class),
                Arguments.of(
                        "sbatch: error: QOSMaxWallDurationPerJobLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy"
                                + " (job submit limit, user's size and/or time limits)",
                        DeniedByDrmException.class),
                Arguments.of(
                        "sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)",
                        TryLaterException.class),
                Arguments.of(
                        "sbatch: error: Batch job submission failed: I/O error writing script/environment to file",
                        TryLaterException.class),
                Arguments.of(
                        "sbatch: error: Batch job submission failed: Required partition not available (inactive or drain)",
                        TryLaterException.class),
                Arguments.of("sbatch: unrecognized option '--nosuchoption'", InvalidAttributeValueException.class),
                Arguments.of("Killed", AnswerLostException.class),
                Arguments.of("", AnswerLostException.class),
                Arguments.of(
                        "scancel: error: Kill job error on job id 999: Invalid job id specified",
                        InvalidJobException.class),
                Arguments.of(
                        "scancel: error: Kill job error on job id 4: Job/step already completing or completed",
                        InvalidJobException.class),
                Arguments.of("slurm_update error: Invalid user id", AuthorizationException.class),
                Arguments.of("Access/permission denied for job 5", AuthorizationException.class),
                Arguments.of("sudo: a password is required", AuthorizationException.class));
    }

    @ParameterizedTest(name = "{index} {0}")
    @MethodSource("words")
    void wordsAreRead(String words, Class<? extends DrmaaException> meaning) {
        assertThat(SlurmFailures.of("sbatch", new Programs.Answer(1, "", words + "\n")))
                .isExactlyInstanceOf(meaning);
    }

    @Test
    void aProgramThatASignalEndedOrThatSaysNothingHasRefusedNothing() {
        assertThat(SlurmFailures.of("squeue", new Programs.Answer(139, "", "")))
                .isExactlyInstanceOf(AnswerLostException.class);
        assertThat(SlurmFailures.of("squeue", new Programs.Answer(1, "", "")))
                .isExactlyInstanceOf(AnswerLostException.class);
        assertThat(SlurmFailures.of("scontrol", new Programs.Answer(1, "Node nosuch not found\n", "")))
                .isExactlyInstanceOf(DeniedByDrmException.class);
    }
}
