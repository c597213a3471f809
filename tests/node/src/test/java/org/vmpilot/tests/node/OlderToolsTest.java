package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A bash that puts here-documents into /tmp, an env without --default-signal, and a /tmp that takes nothing: as many distributions have them. */
class OlderToolsTest extends OnANode {
    @ParameterizedTest
    @CsvSource({"bash-sh, tmp-full", "bash-5.0, tmp-full", "bash-4.4, tmp-full", "bash-4.4, tmp-read-only"})
    void theReaperNeedsNoPlaceInTmp(String bash, String tmp) {
        slot.record(2).guests(2);
        node.hostile(bash, tmp);

        Run.Result reaped = node.reap(slot.key());

        assertThat(node.domains())
                .as("exit %d: %s", reaped.exit(), reaped.err())
                .isEmpty();
        assertThat(reaped.exit()).as(reaped.err()).isZero();
        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(slot.ends()).containsExactly("forced", "forced");
    }

    @ParameterizedTest
    @CsvSource({"bash-5.0, tmp-full", "bash-4.4, tmp-read-only"})
    void aGuestThatCannotBeEndedIsFoundAllTheSame(String bash, String tmp) {
        slot.record(1).guests(1);
        node.simulated("fault", "add", "pretend", "command=destroy");
        node.hostile(bash, tmp);

        assertThat(node.reap(slot.key()).exit()).isEqualTo(1);

        assertThat(node.isBarred()).isTrue();
        assertThat(slot.verdict()).isEqualTo("dirty");
        assertThat(slot.isForgotten()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"bash-5.0, tmp-full", "bash-4.4, tmp-read-only"})
    void killAllSaysCleanOfACleanNodeOnlyAndBringsWholeCertificates(String bash, String tmp) {
        slot.record(1).guests(1);
        node.hostile(bash, tmp);

        Run.Result answer = node.exec(VirtualNode.PROGRAMS + "vmpilot-killall", "kill-all", "admin@host", "run-1");

        assertThat(node.domains()).as(answer.out() + answer.err()).isEmpty();
        List<String> lines = answer.out().lines().toList();
        assertThat(lines.stream().map(VirtualNode::json)).hasSizeGreaterThan(1);
        assertThat(VirtualNode.json(lines.get(lines.size() - 1)).get("verdict").asText())
                .isEqualTo("clean");
        assertThat(lines.stream().map(VirtualNode::json).filter(line -> line.has("certificate")))
                .singleElement()
                .satisfies(line ->
                        assertThat(line.at("/certificate/verdict").asText()).isEqualTo("clean"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash-5.0", "bash-4.4"})
    void theGuardComesAndBringsTheSlotHome(String bash) {
        node.hostile(bash, "tmp-full");
        PilotJob job = new PilotJob(node, slot).start();

        job.signal("KILL", "vmpilot-node", "agent");

        job.awaitHome();
        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(slot.certificate().get("by").asText()).isEqualTo("vmpilot-guard");
        job.run().result();
    }

    /** coreutils 8.30, as EL8 has it. */
    @Test
    void aPilotStartsAndComesHomeWithAnEnvThatHasNoSignalOptions() {
        node.hostile("old-env");
        PilotJob job = new PilotJob(node, slot).start();

        job.end();

        assertThat(job.run().result().exit()).isZero();
        job.awaitHome();
        assertThat(slot.verdict()).isEqualTo("clean");
    }

    /** A caller that ignores and blocks signals must not break the way home there either. */
    @Test
    void andIgnoredSignalsOfItsCallerDoNotReachTheAgent() {
        node.hostile("old-env");
        node.write(
                "/etc/vmpilot/agent", "#!/bin/sh\ngrep -E '^Sig(Ign|Blk)' /proc/self/status >/run/signals\nexit 3\n");
        node.sh("chmod 700 /etc/vmpilot/agent").mustSucceed();
        node.configure("java", "/etc/vmpilot/agent");

        node.exec("env", "--ignore-signal=CHLD,ALRM,TERM", "--block-signal=TERM,CHLD", "true");
        node.sh("trap '' TERM HUP INT QUIT ALRM; " + VirtualNode.PROGRAMS + "vmpilot-node run " + slot.key()
                + " </dev/null");

        // USR1, USR2 and XCPU alone (signals 10, 12 and 24) are ignored on purpose; 32 and 33 are glibc's own and
        // cannot be reset.
        assertThat(node.read("/run/signals")).matches("(?s)SigBlk:\\s+0{16}\\nSigIgn:\\s+0{7}[01][08]0800a00\\n");
    }
}
