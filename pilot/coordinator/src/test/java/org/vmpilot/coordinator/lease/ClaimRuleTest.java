package org.vmpilot.coordinator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmpilot.lrm.Job;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.LeaseRequest.OnSlotLoss;
import org.vmpilot.protocol.SlotKey;

class ClaimRuleTest {
    /** However the LRM and the site spell it, it is one host; another host is another. */
    @ParameterizedTest
    @CsvSource({
        "node1, node1, true",
        "NODE1, node1, true",
        "node1.cluster.example, node1, true",
        "node1, node1.cluster.example, true",
        "node1.cluster.example, node1.other.example, false",
        "node11, node1, false",
        "node2, node1, false"
    })
    void aClaimIsTakenFromTheNodeThatTheLrmRunsTheJobOn(String lrm, String site, boolean taken) {
        Sight running = new Sight(Job.State.RUNNING, Optional.of(lrm), Optional.empty(), States.BEGIN);
        Slot slot = States.after(
                States.planned(),
                new SlotEvent.Submit(),
                new SlotEvent.Submitted(Optional.of("12")),
                new SlotEvent.Seen("12", running));
        Lease lease = Lease.create(States.TOKEN, States.request(1, OnSlotLoss.END), States.BEGIN)
                .slots(List.of(slot));
        Claim claim = new Claim(new SlotKey(States.TOKEN, 1, 1), "12", "node1", "f".repeat(32), "boot");

        assertThat(ClaimRule.objection(Optional.empty(), Optional.of(lease), claim, site)
                        .isEmpty())
                .isEqualTo(taken);
    }
}
