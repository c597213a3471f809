package org.vmpilot.coordinator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In the words of the embedded LRM, Grid Engine, PBS and Slurm. */
class PilotExitTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 78 | node.conf",
                "exit status 77 | sudo",
                "failed 0, exit status 69 | too old",
                "Exit_status 127 | pilot-job is not there",
                "FAILED, exit 73:0 | cannot be written"
            })
    void whatThePilotCouldNotDoIsSaid(String lrm, String why) {
        assertThat(PilotExit.words(lrm))
                .startsWith("the node's pilot could not start: ")
                .contains(why)
                .contains("(" + lrm);
    }

    /** 4: nothing was started, and the pilot has said itself why. 1 and 70: it had begun. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "exit 4",
                "exit status 1",
                "Exit_status 70",
                "exit 0",
                "CANCELLED, exit 0:9",
                "FAILED, exit 64:9",
                "signal 9",
                "the LRM does not have the job any more"
            })
    void ofAllElseOnlyTheLrmsWordsAreKnown(String lrm) {
        assertThat(PilotExit.words(lrm)).isEqualTo("the job ended without a claim: " + lrm);
    }
}
