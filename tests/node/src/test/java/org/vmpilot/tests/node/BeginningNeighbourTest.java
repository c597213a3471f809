package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Somebody looks for what nobody answers for, and meanwhile a neighbour's slot begins: record, lock, guest, as an agent does it. */
class BeginningNeighbourTest extends OnANode {
    private final String orphan = "766d7074-1111-2222-3333-444400000000";

    private Run over() {
        return node.start(VirtualNode.PROGRAMS + "vmpilot-reap", "--over", "--by", "epilog");
    }

    private void orphan() {
        node.write("/run/orphan.cfg", "name=\"orphan\"\nuuid=\"" + orphan + "\"\nmemory=64\nkernel=\"/k\"\n");
        node.exec("xl", "create", "/run/orphan.cfg").mustSucceed();
    }

    @Test
    void itsGuestIsNoOrphansWhileAnOrphanTakesItsTimeToDie() {
        node.configure("end-timeout", "100");
        orphan();
        node.simulated("fault", "add", "leaves-dying");
        Run over = over();
        Patience.await("it destroys").until(() -> node.calls("destroy") > 0);
        Run held = slot.held();
        slot.record(1);
        slot.create(0).result().mustSucceed();
        assertThat(over.isOver()).as("it still waits for the orphan").isFalse();
        long looks = node.calls("list");
        Patience.await("it has looked twice since").until(() -> node.calls("list") > looks + 2);
        node.simulated("fault", "clear");
        node.simulated("fault", "add", "leaves-dying", "seconds=0");

        assertThat(over.result().exit()).isZero();
        assertThat(node.domains()).containsExactly(slot.uuid(0));
        assertThat(node.isBarred()).isFalse();
        end(held);
    }

    @Test
    void itIsNothingDirtyWhileDom0WaitsForItsMemory() {
        node.configure("dom0-memory", "1024");
        node.configure("memory-timeout", "100");
        node.exec("xl", "mem-set", "0", "600").mustSucceed();
        node.simulated("fault", "add", "memory-stalls", "at=700");
        Run over = over();
        Patience.await("it gives memory back").until(() -> node.calls("mem-set") > 1);

        Run held = slot.held();
        slot.record(1);
        slot.create(0).result().mustSucceed();
        assertThat(over.isOver()).as("dom0 is not there yet").isFalse();
        long looks = node.calls("list");
        Patience.await("it has looked twice since").until(() -> node.calls("list") > looks + 2);
        node.simulated("fault", "clear");

        Run.Result result = over.result();
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(node.domains()).containsExactly(slot.uuid(0));
        assertThat(node.isBarred()).isFalse();
        end(held);
    }

    /** The order that makes it true: first the look, then the records. */
    @Test
    void aGuestThatIsListedWithItsRecordIsNeverTheReapersWhoeverBeganFirst() {
        for (int round = 0; round < 5; round++) {
            Slot neighbour = new Slot(node, "vneighbra1." + (round + 1));
            node.simulated("set", "latency.list=0.2");
            Run over = over();
            Run held = neighbour.held();
            neighbour.record(1);
            neighbour.create(0).result().mustSucceed();

            assertThat(over.result().exit()).isZero();

            assertThat(neighbour.lives(0)).as("round " + round).isTrue();
            assertThat(node.isBarred()).isFalse();
            end(held);
            node.simulated("set", "latency.list=");
            node.reap(neighbour.key()).mustSucceed();
        }
    }

    private void end(Run held) {
        node.processes("sleep 7777").forEach(pid -> VirtualNode.kill("KILL", pid));
        held.result();
    }
}
