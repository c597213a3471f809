package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reaper takes away, what it leaves alone, and what it says about it. */
class ReaperTest extends OnANode {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 8})
    void endsAllGuestsOfTheSlot(int guests) {
        slot.record(guests).guests(guests);

        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(node.domains()).isEmpty();
        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(slot.ends()).hasSize(guests).allMatch("forced"::equals);
        assertThat(slot.isForgotten()).isTrue();
        assertThat(node.isBarred()).isFalse();
        assertThat(node.list("/var/lib/vmpilot/outbox")).containsExactly(slot.key() + ".json");
    }

    @Test
    void certifiesAgainByAddingItsLook() {
        slot.record(1).guests(1);
        node.reap(slot.key());
        JsonNode first = slot.certificate();

        assertThat(node.reap(slot.key()).exit()).isZero();

        JsonNode second = slot.certificate();
        assertThat(second.get("looks")).hasSize(2);
        assertThat(second.get("guests")).isEqualTo(first.get("guests"));
        assertThat(second.get("phases_ms")).isEqualTo(first.get("phases_ms"));
        assertThat(second.get("notice")).isEqualTo(first.get("notice"));
    }

    @Test
    void knowsAHalfMadeDomainWithoutANameByItsUuid() {
        node.simulated("fault", "add", "create-dies", "stage=nameless", "index=1", "count=1");
        slot.record(2);
        slot.create(0).result().mustSucceed();
        slot.create(1).result();
        assertThat(node.domains()).containsExactlyInAnyOrderElementsOf(slot.uuids(2));

        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(node.domains()).isEmpty();
        assertThat(slot.ends()).containsExactly("forced", "forced");
    }

    @Test
    void needsNoRecordToKnowTheGuests() {
        slot.guests(2);
        node.sh("rm -r " + slot.folder()).mustSucceed();

        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(node.domains()).isEmpty();
        assertThat(slot.ends()).containsExactly("forced", "forced");
        assertThat(slot.certificate().get("notice").asText()).isEqualTo("FAILED");
    }

    @Test
    void touchesNoNeighbourAndNothingForeign() {
        Slot neighbour = new Slot(node, "vabcdefga1.3").record(1).guests(1);
        Slot otherAttempt = new Slot(node, "vabcdefga2.2").record(1).guests(1);
        node.sh("xl create -q /dev/null 'name=\"vabcdefga1.2.worker-0\"' 'kernel=\"/k\"' memory=32")
                .mustSucceed();
        node.sh("xl create -q /dev/null 'name=\"with blanks 766d7074 0 7 -\"' 'kernel=\"/k\"' memory=32")
                .mustSucceed();
        int others = node.domains().size();
        slot.record(1);
        node.write(
                slot.folder() + "/guests/0.cfg",
                "name=\"g 0\"\nuuid=\"%s\"\nmemory=64\nkernel=\"/k\"\n".formatted(slot.uuid(0)));
        node.exec("xl", "create", slot.folder() + "/guests/0.cfg").mustSucceed();

        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(node.domains())
                .hasSize(others)
                .contains(neighbour.uuid(0), otherAttempt.uuid(0))
                .doesNotContain(slot.uuid(0));
        assertThat(node.calls("destroy")).isEqualTo(1);
        assertThat(neighbour.isForgotten()).isFalse();
        assertThat(node.exists(neighbour.folder() + "/closing")).isFalse();
    }

    @Test
    void waitsForDyingDomains() {
        node.simulated("fault", "add", "leaves-dying", "seconds=1");
        slot.record(2).guests(2);

        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(node.domains()).isEmpty();
    }

    @Test
    void saysDirtyWhenADomainKeepsDying() {
        node.simulated("fault", "add", "leaves-dying");
        slot.record(1).guests(1);

        assertThat(node.reap(slot.key()).exit()).isEqualTo(1);

        assertThat(slot.verdict()).isEqualTo("dirty");
        assertThat(slot.certificate().at("/residues/0/kind").asText()).isEqualTo("dying-domain");
        assertThat(node.isBarred()).isTrue();
        assertThat(slot.isForgotten()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "pretend"})
    void barsTheNodeWhenDestroyDoesNotWorkAndLiftsTheMarkWhenItDid(String fault) {
        node.simulated("fault", "add", fault, "command=destroy");
        slot.record(2).guests(2);

        assertThat(node.reap(slot.key()).exit()).isEqualTo(1);
        assertThat(slot.verdict()).isEqualTo("dirty");
        assertThat(slot.ends()).containsExactly("unknown", "unknown");
        assertThat(node.read("/var/lib/vmpilot/marks/" + slot.key() + ".barred"))
                .contains("why=" + slot.key() + ": dirty");
        assertThat(slot.create(0).result().exit()).as("creates are refused").isEqualTo(75);

        node.simulated("fault", "clear");
        assertThat(node.reap(slot.key()).exit()).isZero();
        assertThat(node.domains()).isEmpty();
        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(slot.ends()).containsExactly("forced", "forced");
        assertThat(slot.certificate().at("/looks/0/verdict").asText()).isEqualTo("dirty");
        assertThat(slot.certificate().at("/looks/1/verdict").asText()).isEqualTo("clean");
        assertThat(node.isBarred()).isFalse();
    }

    @Test
    void goesOnWithTheOthersWhenOneDestroyFails() {
        node.simulated("fault", "add", "fail", "command=destroy", "index=0");
        slot.record(3).guests(3);

        assertThat(node.reap(slot.key()).exit()).isEqualTo(1);

        assertThat(node.domains()).containsExactly(slot.uuid(0));
    }

    @Test
    void asksAgainWhenADestroyFailedOnce() {
        node.simulated("fault", "add", "fail", "command=destroy", "count=1");
        slot.record(1).guests(1);

        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(node.domains()).isEmpty();
    }

    @Test
    void saysUnknownInBoundedTimeWhenXlHangs() {
        slot.record(1).guests(1);
        node.simulated("set", "xenstored=no");
        long before = System.nanoTime();

        assertThat(node.reap(slot.key()).exit()).isEqualTo(2);

        assertThat((System.nanoTime() - before) / 1_000_000)
                .isLessThan(Patience.of(6).toMillis());
        assertThat(slot.verdict()).isEqualTo("unknown");
        assertThat(slot.ends()).containsExactly("unknown");
        assertThat(node.isBarred()).isTrue();
        Patience.await("the hanging xl is killed")
                .until(() -> node.processes("xl list").isEmpty());

        node.simulated("set", "xenstored=yes");
        assertThat(node.reap(slot.key()).exit()).isZero();
        assertThat(node.domains()).isEmpty();
        assertThat(node.isBarred()).isFalse();
    }

    @Test
    void killsADestroyThatHangsAndLooksAgain() {
        node.simulated("fault", "add", "hang-after", "command=destroy", "count=1");
        slot.record(2).guests(2);

        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(node.domains()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "truncate", "fail"})
    void neverTakesAnUnreadableListingForClean(String fault) {
        slot.record(3).guests(3);
        node.simulated("fault", "add", fault, "command=list");

        assertThat(node.reap(slot.key()).exit()).isEqualTo(2);

        assertThat(slot.verdict()).isEqualTo("unknown");
        assertThat(node.domains()).hasSize(3);
    }

    @Test
    void getsOverAListingThatFailsOnce() {
        slot.record(1).guests(1);
        node.simulated("fault", "add", "fail", "command=list", "count=1");

        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(node.domains()).isEmpty();
    }

    @Test
    void tellsHowEachGuestEnded() {
        slot.record(5)
                .journal(
                        "1100 CLAIMED",
                        "1200 READY",
                        "1300 GO duration_ms=9",
                        "1400 CREATE index=0",
                        "1400 CREATE index=1",
                        "1400 CREATE index=2",
                        "1400 CREATE index=3",
                        "1500 ENDED index=0 how=by_itself",
                        "1600 NOTICE name=LEASE_ENDED",
                        "1610 ASKED index=1",
                        "1700 GONE index=1 how=polite",
                        "1800 GONE inde");
        node.write(slot.folder() + "/notice", "LEASE_ENDED duration over, \"quoted\" \\ \u00e9\n");
        node.exec("xl", "create", slot.folder() + "/guests/2.cfg").mustSucceed();

        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(slot.ends()).containsExactly("by_itself", "polite", "forced", "already_gone", "never_started");
        JsonNode certificate = slot.certificate();
        assertThat(certificate.get("notice").asText()).isEqualTo("LEASE_ENDED");
        assertThat(certificate.get("detail").asText()).startsWith("duration over, \"quoted\" \\ ");
        assertThat(certificate.at("/phases_ms/claimed").asInt()).isEqualTo(100);
        assertThat(certificate.at("/phases_ms/first_create").asInt()).isEqualTo(400);
        assertThat(certificate.at("/phases_ms/notice").asInt()).isEqualTo(600);
        assertThat(certificate.at("/phases_ms/reaped").asInt()).isPositive();
        assertThat(certificate.get("job").asText()).isEqualTo("4711");
    }

    @Test
    void neverOverwritesTheFirstNotice() {
        slot.record(0);
        node.write(slot.folder() + "/notice", "WALLTIME near\n");

        node.exec(
                        VirtualNode.PROGRAMS + "vmpilot-reap",
                        "--slot",
                        slot.key(),
                        "--notice",
                        "KILL_ALL",
                        "--by",
                        "kill-all")
                .mustSucceed();

        assertThat(slot.certificate().get("notice").asText()).isEqualTo("WALLTIME");
        assertThat(slot.certificate().get("by").asText()).isEqualTo("kill-all");
    }

    @Test
    void certifiesAPowerOffByName() {
        slot.record(2).guests(2);
        String boot = node.read("/proc/sys/kernel/random/boot_id").trim();
        node.reboot();

        node.exec(VirtualNode.PROGRAMS + "vmpilot-reap", "--all", "--by", "boot")
                .mustSucceed();

        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(slot.certificate().get("notice").asText()).isEqualTo("SHUTDOWN");
        assertThat(slot.certificate().get("boot_id").asText()).isEqualTo(boot);
        assertThat(slot.ends()).containsExactly("already_gone", "already_gone");
        assertThat(slot.isForgotten()).isTrue();
    }

    @Test
    void takesAwayTheHalfOfARecordThatAKilledAgentHasLeftAndNoNeighbours() {
        String half = "/var/lib/vmpilot/open/." + slot.key() + ".1581.3";
        String neighbours = "/var/lib/vmpilot/open/." + slot.key() + "0.1582.3";
        slot.record(1);
        node.sh(": >" + half + "; : >" + neighbours).mustSucceed();

        assertThat(node.reap(slot.key()).exit()).isZero();

        assertThat(node.exists(half)).isFalse();
        assertThat(node.exists(neighbours)).isTrue();
    }

    @Test
    void endsTheSlotsOfOneJob() {
        Slot other = new Slot(node, "vbbbbbbba1.1").record(1).guests(1);
        node.sh("sed -i -E \"s/^(HOOK_)?JOB=.*/\\\\1JOB=99/\" " + other.folder() + "/slot /var/lib/vmpilot/open/"
                        + other.key())
                .mustSucceed();
        slot.record(1).guests(1);

        node.exec(VirtualNode.PROGRAMS + "vmpilot-reap", "--job", "4711").mustSucceed();

        assertThat(node.domains()).containsExactly(other.uuid(0));
        node.exec(VirtualNode.PROGRAMS + "vmpilot-reap", "--job", "4712").mustSucceed();
        assertThat(node.domains()).containsExactly(other.uuid(0));
    }

    @Test
    void endsAllThatIsOursAndNothingElse() {
        Slot other = new Slot(node, "vbbbbbbba1.1").record(2).guests(2);
        slot.record(2).guests(2);
        Slot unknown = new Slot(node, "vcccccccca1.1".substring(0, 8) + "a1.1").guests(1);
        node.sh("rm -r " + unknown.folder()).mustSucceed();
        node.sh("xl create -q /dev/null 'name=\"foreign\"' 'kernel=\"/k\"' memory=32")
                .mustSucceed();

        node.exec(VirtualNode.PROGRAMS + "vmpilot-reap", "--all").mustSucceed();

        assertThat(node.domains()).hasSize(1).noneMatch(uuid -> uuid.startsWith("766d7074"));
        assertThat(other.verdict()).isEqualTo("clean");
        assertThat(slot.verdict()).isEqualTo("clean");
    }

    @Test
    void leavesAnAdminsMarkAlone() {
        node.write("/var/lib/vmpilot/marks/admin.barred", "since=2026-11-20T00:00:00Z\nby=root\nwhy=broken fan\n");
        slot.record(0);

        node.reap(slot.key()).mustSucceed();

        assertThat(node.isBarred()).isTrue();
    }

    @Test
    void keepsTheMarkWhileAnotherSlotIsNotClean() {
        Slot other = new Slot(node, "vbbbbbbba1.1").record(1).guests(1);
        node.simulated("fault", "add", "fail", "command=destroy", "uuid=" + other.uuid(0));
        assertThat(node.reap(other.key()).exit()).isEqualTo(1);
        slot.record(1);

        assertThat(node.reap(slot.key()).exit()).isZero();
        assertThat(node.isBarred()).isTrue();

        node.simulated("fault", "clear");
        assertThat(node.reap(other.key()).exit()).isZero();
        assertThat(node.isBarred()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--slot",
                "--slot x",
                "--slot vabcdefga1.2;x",
                "--slot vabcdefga0.2",
                "--slot vabcdefga1.1000",
                "--job",
                "--all --slot vabcdefga1.2",
                "--slot vabcdefga1.2 --notice WHATEVER",
                "--slot ../../etc",
                "--wrong"
            })
    void refusesWhatItDoesNotKnow(String words) {
        assertThat(node.sh(VirtualNode.PROGRAMS + "vmpilot-reap " + words.replace(";", "\\;"))
                        .exit())
                .isEqualTo(64);
    }

    private List<String> residues() {
        List<String> residues = new ArrayList<>();
        slot.certificate()
                .get("residues")
                .forEach(residue -> residues.add(
                        residue.get("kind").asText() + " " + residue.get("what").asText()));
        return residues;
    }

    @Test
    void whatAGuestLeftInXenstoreIsNamedAndTheNextLookFindsItToo() {
        node.simulated("fault", "add", "leaves-residue", "command=destroy", "what=vif");
        slot.record(1).guests(1);

        assertThat(node.reap(slot.key()).exit()).isEqualTo(1);

        assertThat(residues()).containsExactly("backend vif/1");
        assertThat(node.reap(slot.key()).exit()).as("another look").isEqualTo(1);
        node.simulated("residue", "clear");
        Run.Result last = node.reap(slot.key());
        assertThat(last.exit()).as(last.err()).isZero();
        assertThat(residues()).isEmpty();
    }

    @Test
    void aDeviceModelThatIsLeftIsNamed() {
        slot.record(1).guests(1).journal("1100 CREATE index=0", "1200 UP index=0 domid=1");
        Run left = node.start("bash", "-c", VirtualNode.DEVICE_MODEL);
        Patience.await("it is there")
                .until(() -> !node.processes("-xen-domid 1 -nographic").isEmpty());

        assertThat(node.reap(slot.key()).exit()).isEqualTo(1);

        assertThat(residues()).singleElement().asString().startsWith("device-model process ");
        node.processes("-xen-domid 1").forEach(pid -> VirtualNode.kill("KILL", pid));
        left.result();
        assertThat(node.reap(slot.key()).exit()).isZero();
    }
}
