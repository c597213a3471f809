package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that a job's user has in his environment (qsub -v), where /bin/sh is bash: no code of his runs as root. */
class UserEnvironmentTest extends OnANode {
    private static final String PWNED = "/run/pwned";

    @BeforeEach
    void functions() {
        node.hostile("bash-sh", "functions");
    }

    private void assertThatNobodyBecameRoot() {
        assertThat(node.exists(PWNED) ? node.path(PWNED).toFile().length() : 0).isZero();
    }

    /** The bed itself: a program of root's that is no match for it. */
    @Test
    void aNaiveProgramOfRootsRunsIt() {
        node.exec("/bin/sh", "-c", "echo hello");

        assertThat(node.path(PWNED)).content().startsWith("0 ");
    }

    @ParameterizedTest
    @CsvSource({"prolog, grid-engine", "epilog, grid-engine", "prolog, 4711", "epilog, 4711", "prolog, ''", "epilog, ''"
    })
    void noHookRunsIt(String hook, String word) {
        slot.record(1).guests(1);
        node.exec("rm", "-f", PWNED).mustSucceed();
        List<String> command = new ArrayList<>(List.of("env", "JOB_ID=4711", VirtualNode.PROGRAMS + hook));
        if (!word.isEmpty()) {
            command.add(word);
        }

        Run.Result result = node.exec(command.toArray(String[]::new));

        assertThatNobodyBecameRoot();
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(node.domains()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prolog", "epilog"})
    void noHookRunsItWhereNothingIsOurs(String hook) {
        assertThat(node.exec("env", "JOB_ID=4711", VirtualNode.PROGRAMS + hook, "grid-engine")
                        .exit())
                .isZero();

        assertThatNobodyBecameRoot();
    }

    @Test
    void aWholePilotJobRunsItAsNobodyButItsAccount() {
        PilotJob job = new PilotJob(node, slot).start();
        job.end();
        job.run().result();
        job.awaitHome();

        assertThatNobodyBecameRoot();
    }
}
