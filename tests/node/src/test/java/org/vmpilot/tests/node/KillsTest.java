package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 of each process of a pilot job, alone and in pairs; what is to come of it stands beforehand. */
class KillsTest extends OnANode {
    private PilotJob job;

    @BeforeEach
    void pilotJob() {
        job = new PilotJob(node, slot).start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sudo", "guard", "sudo guard"})
    void theSlotLivesOnAndEndsAsAlways(String killed) {
        job.signal("KILL", killed.split(" ", -1));
        job.end();

        job.run().result();
        job.awaitHome();
        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(slot.certificate().get("by").asText()).isEqualTo("vmpilot-node");
    }

    @ParameterizedTest
    @CsvSource({
        "agent, vmpilot-node",
        "vmpilot-node, vmpilot-guard",
        "launcher, vmpilot-node",
        "vmpilot-node agent, vmpilot-guard",
        "agent guard, vmpilot-node",
        "agent launcher, vmpilot-node",
        "agent sudo, vmpilot-node",
        "vmpilot-node launcher, vmpilot-guard",
        "vmpilot-node sudo, vmpilot-guard",
        "guard launcher, vmpilot-node",
        "launcher sudo, vmpilot-node"
    })
    void theNodeComesHomeByItself(String killed, String by) {
        job.signal("KILL", killed.split(" ", -1));

        job.awaitHome();
        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(slot.certificate().get("by").asText()).isEqualTo(by);
        assertThat(slot.ends()).containsExactly("forced");
        job.run().result();
    }
}
