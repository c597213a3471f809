package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** dom0's memory belongs to the node, not to a slot. The simulated dom0 has 1024 MiB, 2048 at most. */
class MemoryTest extends OnANode {
    @BeforeEach
    void fixBaseline() {
        node.configure("dom0-memory", "1024");
        node.configure("dom0-memory-min", "256");
    }

    private Run.Result makeRoom() {
        return node.exec(VirtualNode.PROGRAMS + "vmpilot-memory");
    }

    @Test
    void shrinksDom0ForTheSlotAndTheReaperGivesItBack() {
        slot.record(4);

        assertThat(makeRoom().mustSucceed().out()).isEqualTo("reached 768\n");
        assertThat(node.dom0Mib()).isEqualTo(768);

        slot.guests(4);
        node.reap(slot.key()).mustSucceed();
        assertThat(node.dom0Mib()).isEqualTo(1024);
        assertThat(slot.certificate().at("/memory/dom0_mib").asInt()).isEqualTo(1024);
        assertThat(slot.certificate().at("/memory/target_mib").asInt()).isEqualTo(1024);
    }

    @Test
    void recordsTheBaselineOfABootOnce() {
        node.configure("dom0-memory", "boot");
        slot.record(4);
        makeRoom().mustSucceed();
        new Slot(node, "vabcdefga1.3").record(2);
        makeRoom().mustSucceed();
        assertThat(node.dom0Mib()).isEqualTo(640);

        node.reap(slot.key()).mustSucceed();
        assertThat(node.dom0Mib()).as("the neighbour's share stays away").isEqualTo(896);
        node.reap("vabcdefga1.3").mustSucceed();
        assertThat(node.dom0Mib()).isEqualTo(1024);
    }

    @Test
    void leavesAFixedDom0Alone() {
        node.configure("dom0-memory", "fixed");
        slot.record(4);

        makeRoom().mustSucceed();
        node.reap(slot.key()).mustSucceed();

        assertThat(node.calls("mem-set")).isZero();
        assertThat(slot.certificate().at("/memory/target_mib").isNull()).isTrue();
    }

    @Test
    void setsAgainWhatStalls() {
        node.simulated("fault", "add", "memory-stalls", "at=900", "count=1");
        slot.record(4);

        makeRoom().mustSucceed();

        assertThat(node.dom0Mib()).isEqualTo(768);
        assertThat(node.calls("mem-set")).isEqualTo(2);
    }

    @Test
    void waitsForASlowDom0() {
        node.simulated("set", "memory.rate=200");
        slot.record(4);

        makeRoom().mustSucceed();
        assertThat(node.dom0Mib()).isEqualTo(768);

        node.reap(slot.key()).mustSucceed();
        assertThat(node.dom0Mib()).isGreaterThanOrEqualTo(1024 - 16);
    }

    @Test
    void refusesToShrinkBelowTheFloorAndSaysWhy() {
        node.configure("dom0-memory-min", "900");
        slot.record(4);

        Run.Result result = makeRoom();

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains("768").contains("dom0-memory-min is 900");
        assertThat(node.calls("mem-set")).isZero();
    }

    @Test
    void refusesToTakeWhatDom0Uses() {
        node.configure("dom0-available-min", "99999999");
        slot.record(4);

        Run.Result result = makeRoom();

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains("MemAvailable").contains("dom0-available-min");
        assertThat(node.calls("mem-set")).isZero();
    }

    @Test
    void saysWhatWasReachedWhenTheTimeIsOver() {
        node.simulated("fault", "add", "memory-stalls", "at=900");
        slot.record(4);

        Run.Result result = makeRoom();

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains("dom0 has 900 MiB");
    }

    @Test
    void cannotAskWhenXlHangs() {
        node.simulated("set", "xenstored=no");
        slot.record(4);

        assertThat(makeRoom().exit()).isEqualTo(2);
    }

    @Test
    void certifiesMissingMemoryAsDirty() {
        slot.record(4);
        makeRoom().mustSucceed();
        node.simulated("fault", "add", "memory-stalls", "at=800");

        assertThat(node.reap(slot.key()).exit()).isEqualTo(1);

        assertThat(slot.certificate().at("/residues/0/kind").asText()).isEqualTo("memory");
        assertThat(slot.certificate().at("/memory/dom0_mib").asInt()).isEqualTo(800);

        node.simulated("fault", "clear");
        assertThat(node.reap(slot.key()).exit()).isZero();
        assertThat(node.dom0Mib()).isEqualTo(1024);
    }

    /** Of 4096 MiB the neighbour's promised share is all that is free while our guest is dying. */
    @Test
    void doesNotGiveDom0WhatADyingDomainStillHolds() {
        slot.record(4).guests(4);
        makeRoom().mustSucceed();
        node.simulated("fault", "add", "leaves-dying", "index=0");

        assertThat(node.reap(slot.key()).exit()).isEqualTo(1);

        assertThat(node.dom0Mib()).isEqualTo(1024 - Slot.GUEST_MIB);
    }

    @Test
    void doesNotJudgeMemoryByAConfigurationThatItCannotRead() {
        node.configure("dom0-memory", "lots");
        slot.record(1).guests(1);

        assertThat(node.reap(slot.key()).exit()).isEqualTo(2);

        assertThat(node.domains()).as("it reaps all the same").isEmpty();
        assertThat(slot.verdict()).isEqualTo("unknown");
    }
}
