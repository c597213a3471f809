package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A residue is what belongs to a domid that is not listed; what only looks like one is none. */
class ResiduesTest extends OnANode {
    private static final String BACKENDS = "/local/domain/0/backend";

    private List<String> residues() {
        return slot.certificate().get("residues").findValuesAsText("what");
    }

    /** A guest's reboot gives it another domid, which nobody writes down. */
    @Test
    void whatARebootedGuestHasLeftIsFound() {
        slot.record(1).guests(1).journal("1100 CREATE index=0", "1200 UP index=0 domid=1");
        node.simulated("residue", "add", "vif", "17");

        assertThat(node.reap(slot.key()).exit()).isEqualTo(1);

        assertThat(residues()).singleElement().asString().contains("vif/17");
        node.simulated("residue", "clear");
        assertThat(node.reap(slot.key()).exit()).isZero();
    }

    @Test
    void whatBelongsToADomainThatIsListedIsNone() {
        Slot neighbour = new Slot(node, "vneighbra1.3").record(1);
        Run held = neighbour.held();
        neighbour.create(0).result().mustSucceed();
        slot.record(1).guests(1);

        Run.Result reaped = node.reap(slot.key());

        assertThat(reaped.exit()).as(reaped.err()).isZero();
        assertThat(neighbour.lives(0)).isTrue();
        node.processes("sleep 7777").forEach(pid -> VirtualNode.kill("KILL", pid));
        held.result();
    }

    /** Xen's drivers leave folders of dead domids; a device is what has a state. */
    @ParameterizedTest
    @CsvSource({"/vif/1, ''", "/vif/1/0/hotplug-status, connected", "/vbd/1, ''", "/qdisk/33, ''"})
    void anEmptyFolderInXenstoreIsNoDevice(String path, String value) {
        slot.record(1).guests(1);
        node.simulated("xenstore", "write", BACKENDS + path, value);

        Run.Result reaped = node.reap(slot.key());

        assertThat(reaped.exit()).as(reaped.err()).isZero();
        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(node.isBarred()).isFalse();
    }

    @Test
    void aDeviceBesideItIsOne() {
        slot.record(1).guests(1);
        node.simulated("xenstore", "write", BACKENDS + "/vbd/1");
        node.simulated("xenstore", "write", BACKENDS + "/vif/1/0/state", "4");

        assertThat(node.reap(slot.key()).exit()).isEqualTo(1);

        assertThat(residues()).singleElement().asString().contains("vif/1");
    }

    /** Strangers whose guests start one after the other: each is seen before it is listed, and listed by the time of the next look. */
    @Test
    void whatStrangersBeginWhileWeLookIsNobodysResidue() {
        slot.record(1).guests(1);
        node.sh("mv /usr/local/sbin/xenstore-ls /usr/local/sbin/xenstore-ls.kept")
                .mustSucceed();
        node.write("/usr/local/sbin/xenstore-ls", """
                #!/bin/sh
                echo >>/run/looks
                printf '/local/domain/0/backend/console/%s/0/state = "4"\n' $((500 + $(wc -l </run/looks)))
                """);
        node.sh("chmod 755 /usr/local/sbin/xenstore-ls").mustSucceed();

        Run.Result reaped = node.reap(slot.key());

        assertThat(reaped.exit()).as(reaped.err()).isZero();
        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(node.isBarred()).isFalse();
    }

    /** The owner of /proc/PID/exe is the effective account: a setuid program of an ordinary one has root's. */
    @Test
    void aSetuidProgramWithADeviceModelsWordsIsNone() {
        slot.record(1).guests(1);
        node.sh("install -m 4755 \"$(readlink -f /usr/bin/python3)\" /opt/qemu-bridge-helper")
                .mustSucceed();
        Run planted = node.startAsJob(
                "/opt/qemu-bridge-helper", "-IS", "-c", "import time; time.sleep(7783)", "-xen-domid", "77");
        Patience.await("it runs").until(() -> node.processes("time.sleep(7783)").size() == 1);

        Run.Result reaped = node.reap(slot.key());

        assertThat(reaped.exit()).as(reaped.err()).isZero();
        assertThat(node.isBarred()).isFalse();
        node.processes("time.sleep(7783)").forEach(pid -> VirtualNode.kill("KILL", pid));
        planted.result();
    }

    /** What stands between the brackets of an array is expanded by bash once more, if one lets it. */
    @Test
    void theNameOfADiskIsNoProgramForTheReaper() {
        slot.record(1).guests(1);
        node.write(
                slot.folder() + "/guests/0.cfg",
                "disk=[\"format=raw,vdev=xvda,access=rw,target=/run/images/a.img\"]\n");
        Slot neighbour = new Slot(node, "vneighbra1.3").record(1, "4712");
        Run held = neighbour.held();
        node.write(
                neighbour.folder() + "/guests/0.cfg",
                "disk=[\"format=raw,vdev=xvda,access=rw,target=/run/images/u$(id >$(echo L3J1bi9wd25lZA== | base64 -d)).img\"]\n");

        Run.Result reaped = node.reap(slot.key());

        assertThat(reaped.exit()).as(reaped.err()).isZero();
        assertThat(node.exists("/run/pwned")).isFalse();
        node.processes("sleep 7777").forEach(pid -> VirtualNode.kill("KILL", pid));
        held.result();
    }

    // ---- what was there before the slot ----

    /** Of a domain that is nobody's and that is dead; it will be there for ever. */
    @Test
    void whatStrangersHadLeftBeforeTheSlotBarsNobody() {
        node.simulated("residue", "add", "vif", "17");
        Run model = node.start("bash", "-c", VirtualNode.DEVICE_MODEL.replace("-xen-domid 1", "-xen-domid 77"));
        Patience.await("it runs")
                .until(() -> !node.processes("-xen-domid 77 -nographic").isEmpty());
        PilotJob job = new PilotJob(node, slot).start();

        job.end();

        Run.Result result = job.run().result();
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(node.isBarred()).isFalse();
        node.processes("-xen-domid 77 -nographic").forEach(pid -> VirtualNode.kill("KILL", pid));
        model.result();
    }

    @Test
    void itHidesNothingThatHasComeSince() {
        node.simulated("residue", "add", "vif", "17");
        PilotJob job = new PilotJob(node, slot).start();
        node.simulated("residue", "add", "vif", "18");

        job.end();

        assertThat(job.run().result().exit()).isEqualTo(70);
        assertThat(residues()).singleElement().asString().contains("vif/18");
        assertThat(node.isBarred()).isTrue();
        node.simulated("residue", "clear");
        job.awaitHome();
    }

    /** A name that was cut may be another one's. */
    @Test
    void aListThatIsCutIsNone() {
        slot.record(1).guests(1);
        node.simulated("residue", "add", "vif", "17");
        node.write(slot.folder() + "/residues", "backend vif/17\n");
        assertThat(node.reap(slot.key()).exit()).isEqualTo(1);

        node.write(slot.folder() + "/residues", "backend vif/17\nend\n");

        assertThat(node.reap(slot.key()).exit()).isZero();
    }

    // ---- loop devices: files in the kernel's places, mounted over /sys/block ----

    private void loop(String backingFile) {
        node.write("/run/block/loop7/loop/backing_file", backingFile + "\n");
        node.sh("chmod -R a+rX /run/block; mount --bind /run/block /sys/block").mustSucceed();
    }

    private void disk(String file) {
        slot.record(1);
        node.write(
                slot.folder() + "/guests/0.cfg",
                "name=\"%s\"%nuuid=\"%s\"%nmemory=64%nkernel=\"/k\"%ndisk=[\"format=raw,vdev=xvda,access=ro,target=%s\"]%n"
                        .formatted(slot.name(0), slot.uuid(0), file));
        node.sh("mkdir -p /run/images; : >" + file).mustSucceed();
        node.exec("xl", "create", slot.folder() + "/guests/0.cfg").mustSucceed();
    }

    /** A name that only begins like the disk's is another file: an admin's loop device on it is his. */
    @ParameterizedTest
    @CsvSource({"/run/images/base-2", "/run/images/base-2.im", "/images/base-2.img"})
    void aLoopDeviceOnAnotherFileIsNoneOfOurs(String backing) {
        disk("/run/images/base-2.img");
        loop(backing);

        Run.Result reaped = node.reap(slot.key());

        assertThat(reaped.exit()).as(reaped.err()).isZero();
        assertThat(slot.verdict()).isEqualTo("clean");
    }

    @Test
    void aLoopDeviceThatAHotplugScriptHasLeftIsFound() {
        disk("/run/images/base-2.img");
        loop("/run/images/base-2.img");

        assertThat(node.reap(slot.key()).exit()).isEqualTo(1);

        assertThat(residues()).singleElement().asString().contains("/run/images/base-2.img");
    }
}
