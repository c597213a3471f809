package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the boot unit does at a boot and before a shutdown. */
class BootTest extends OnANode {
    private Run.Result boot(String verb) {
        return node.exec(VirtualNode.PROGRAMS + "vmpilot-boot", verb);
    }

    @Test
    void aMachineThatNeverSawVmpilotBoots() {
        assertThat(boot("start").exit()).isZero();
        assertThat(node.isBarred()).isFalse();
    }

    @Test
    void aSlotThatWasOpenAtAPowerOffIsCertifiedByName() {
        new PilotJob(node, slot).start();
        node.reboot();

        assertThat(boot("start").exit()).isZero();

        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(slot.certificate().get("notice").asText()).isEqualTo("SHUTDOWN");
        assertThat(slot.certificate().get("by").asText()).isEqualTo("boot");
        assertThat(slot.ends()).containsExactly("already_gone");
        assertThat(slot.isForgotten()).isTrue();
        assertThat(node.domains()).isEmpty();
    }

    @Test
    void aGuestOfOursThatCameBackWithXendomainsIsEnded() {
        slot.record(1);
        node.reboot();
        node.simulated("set", "kernel.check=none");
        Slot restored = new Slot(node, "vbbbbbbba1.1").guests(1);
        node.sh("rm -rf /run/vmpilot").mustSucceed();
        assertThat(node.domains()).containsExactly(restored.uuid(0));

        assertThat(boot("start").exit()).isZero();

        assertThat(node.domains()).isEmpty();
    }

    @Test
    void onANodeThatCannotBeLookedAtTheLrmDoesNotStart() {
        slot.record(1);
        node.simulated("fault", "add", "hang", "command=list");

        assertThat(boot("start").exit()).isEqualTo(1);

        assertThat(node.isBarred()).isTrue();
        node.simulated("fault", "clear");
        Patience.await("clean").until(() -> slot.isForgotten() && !node.isBarred());
    }

    @Test
    void aShutdownClosesTheNodeAlsoWhereRunTakesNothing() {
        slot.record(1);
        node.hostile("run-no-inodes");

        boot("stop");

        assertThat(node.exists("/var/lib/vmpilot/marks/boot.frozen")).isTrue();
        node.peaceful("run-no-inodes");
        assertThat(boot("start").exit()).isZero();
        assertThat(node.exists("/var/lib/vmpilot/marks/boot.frozen")).isFalse();
        assertThat(slot.record(1).create(0).result().exit()).isZero();
    }

    @Test
    void beforeAShutdownEverySlotEndsAndNothingStartsAnyMore() {
        PilotJob job = new PilotJob(node, slot).start();

        assertThat(boot("stop").exit()).isZero();

        assertThat(job.isHome()).isTrue();
        assertThat(slot.certificate().get("notice").asText()).isEqualTo("SHUTDOWN");
        Slot late = new Slot(node, "vbbbbbbba1.1").record(1);
        assertThat(late.create(0).result().exit()).isEqualTo(75);
        assertThat(node.domains()).isEmpty();
        job.run().result();
        assertThat(boot("start").exit()).isZero();
        assertThat(late.record(1).create(0).result().exit()).isZero();
    }
}
