package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** kill-all's entry on a node: the mark first, then everything of ours, and a verdict that is true. */
class KillAllEntryTest extends OnANode {
    private static final String ENTRY = VirtualNode.PROGRAMS + "vmpilot-killall";
    private static final String MARK = "/var/lib/vmpilot/marks/kill-all.frozen";

    private Run startKillAll(String... more) {
        List<String> command = new ArrayList<>(List.of(ENTRY, "kill-all", "admin@host", "run-1"));
        command.addAll(List.of(more));
        return node.start(command.toArray(String[]::new));
    }

    private static JsonNode verdict(Run.Result result) {
        List<String> lines = result.out().lines().toList();
        assertThat(lines).as(result.err()).isNotEmpty();
        return VirtualNode.json(lines.get(lines.size() - 1));
    }

    private JsonNode killAll(String... more) {
        return verdict(startKillAll(more).result());
    }

    private JsonNode thaw() {
        return verdict(node.exec(ENTRY, "thaw", "admin@host", "run-1"));
    }

    private static String word(JsonNode verdict) {
        return verdict.get("verdict").asText();
    }

    private void foreignGuest() {
        node.sh("xl create -q /dev/null 'name=\"db 766d7074-\"' 'kernel=\"/k\"' memory=32")
                .mustSucceed();
    }

    @Test
    void freezesAndClearsEverySlotAndBringsTheCertificates() {
        Slot other = new Slot(node, "vabcdefga1.3").record(1).guests(1);
        slot.record(2).guests(2);
        foreignGuest();

        Run.Result result = startKillAll().result();

        assertThat(result.exit()).isZero();
        assertThat(word(verdict(result))).isEqualTo("clean");
        assertThat(verdict(result).get("ours").asInt()).isEqualTo(3);
        assertThat(node.domains()).hasSize(1);
        assertThat(node.read(MARK)).contains("by=admin@host", "why=kill-all run-1");
        assertThat(result.out().lines().filter(line -> line.contains("\"certificate\":")))
                .hasSize(2);
        assertThat(slot.certificate().get("notice").asText()).isEqualTo("KILL_ALL");
        assertThat(other.isForgotten()).isTrue();
    }

    @Test
    void saysThatNothingWasToDoAndFreezesAllTheSame() {
        foreignGuest();
        assertThat(word(killAll())).isEqualTo("nothing_to_do");
        assertThat(node.exists(MARK)).isTrue();
        assertThat(node.domains()).hasSize(1);
    }

    /** As the list of the outbox still has it, and the file is gone: the agent's delivery was confirmed in between. */
    @Test
    void aCertificateThatIsDeliveredMeanwhileIsNoneThatCannotBeRead() {
        node.sh("mkdir -p -m 700 /var/lib/vmpilot/outbox; ln -s /gone /var/lib/vmpilot/outbox/vabcdefga1.9.json")
                .mustSucceed();
        assertThat(word(killAll())).isEqualTo("nothing_to_do");
        node.sh("rm /var/lib/vmpilot/outbox/*; echo '{' >/var/lib/vmpilot/outbox/vabcdefga1.9.json")
                .mustSucceed();
        assertThat(word(killAll())).isEqualTo("unknown");
    }

    @Test
    void aFrozenNodeStartsNothingUntilItIsThawed() {
        killAll();
        slot.record(1);
        assertThat(slot.create(0).result().exit()).isEqualTo(75);

        assertThat(word(thaw())).isEqualTo("thawed");
        assertThat(word(thaw())).isEqualTo("nothing_to_do");

        slot.create(0).result().mustSucceed();
    }

    @Test
    void theFirstMarkStays() {
        killAll();
        String first = node.read(MARK);
        node.exec(ENTRY, "kill-all", "other@host", "run-2").mustSucceed();
        assertThat(node.read(MARK)).isEqualTo(first);
    }

    @Test
    void aCreateThatWaitsForItsGoIsKilledWithTheLockThatItHolds() {
        slot.record(1);
        Run create = slot.createAtGo(0);
        Patience.await("the create waits, with the node lock")
                .until(() -> node.sh("flock -n -x /run/vmpilot/node.lock true").exit() != 0);
        assertThat(create.isOver()).isFalse();

        assertThat(word(killAll())).isEqualTo("clean");

        assertThat(create.result().exit()).isNotZero();
        assertThat(node.domains()).isEmpty();
        assertThat(slot.isForgotten()).isTrue();
    }

    @Test
    void aCreateThatBeginsToWaitBehindTheMarkIsRefusedAtOnce() {
        killAll();
        slot.record(1);

        assertThat(slot.createAtGo(0).result().exit()).isEqualTo(75);
    }

    @Test
    void aCreateThatHangsHoldsUpNeitherTheMarkNorTheVerdict() {
        node.simulated("fault", "add", "hang", "command=create");
        slot.record(2);
        Run first = slot.create(0);
        Run second = slot.create(1);
        Patience.await("both creates hang")
                .until(() -> node.processes("xl create").size() >= 4);

        assertThat(word(killAll())).isEqualTo("clean");

        assertThat(first.result().exit()).isNotZero();
        assertThat(second.result().exit()).isNotZero();
        assertThat(node.domains()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void whateverIsStartingThenNothingComesUpBehindItsBack(int tenths) {
        node.simulated("set", "latency.create=0.3");
        slot.record(8);
        List<Run> creates = new ArrayList<>();
        for (int guest = 0; guest < 8; guest++) {
            creates.add(node.start(
                    "/bin/sh",
                    "-c",
                    "sleep 0." + (guest + tenths) % 8 + "; exec env VMPILOT_SLOT=" + slot.key() + " "
                            + VirtualNode.PROGRAMS + "vmpilot-create " + slot.key() + " " + guest));
        }
        Patience.await("the first guests").until(() -> node.domains().size() >= 1 + tenths % 3);

        assertThat(word(killAll())).isEqualTo("clean");
        List<String> right = node.domains();
        creates.forEach(Run::result);

        assertThat(right).isEmpty();
        assertThat(node.domains()).isEmpty();
    }

    @Test
    void namesTheGuestThatWillNotDie() {
        node.simulated("fault", "add", "pretend", "command=destroy");
        slot.record(1).guests(1);

        Run.Result result = startKillAll().result();

        assertThat(result.exit()).isEqualTo(1);
        assertThat(word(verdict(result))).isEqualTo("dirty");
        assertThat(verdict(result).get("residues").toString()).contains(slot.key() + ": domain: " + slot.name(0));
        assertThat(node.isBarred()).isTrue();
    }

    @Test
    void namesWhatAGuestHasLeftInDom0() {
        slot.record(1).guests(1).journal("1100 CREATE index=0", "1200 UP index=0 domid=1");
        Run left = node.start("bash", "-c", VirtualNode.DEVICE_MODEL);
        Patience.await("it is there")
                .until(() -> !node.processes("-xen-domid 1 -nographic").isEmpty());

        JsonNode verdict = killAll();

        node.processes("-xen-domid 1").forEach(pid -> VirtualNode.kill("KILL", pid));
        left.result();
        assertThat(word(verdict)).isEqualTo("dirty");
        assertThat(verdict.get("residues").toString()).contains("device-model: process ");
    }

    @Test
    void aGuestOfNoKnownSlotIsOursByItsUuid() {
        slot.guests(1);
        node.sh("rm -r " + slot.folder()).mustSucceed();
        assertThat(word(killAll())).isEqualTo("clean");
        assertThat(node.domains()).isEmpty();
    }

    @Test
    void anXlThatHangsIsUnknownAndTheNodeIsFrozenAllTheSame() {
        slot.record(1).guests(1);
        node.simulated("set", "xenstored=no");

        Run.Result result = startKillAll().result();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(word(verdict(result))).isEqualTo("unknown");
        assertThat(verdict(result).get("frozen").asBoolean()).isTrue();
        assertThat(result.out()).startsWith("{\"format\":\"vmpilot-killall/1\",\"step\":\"frozen\"}");
    }

    @Test
    void twoAtOnceBothSayTheTruth() {
        slot.record(4).guests(4);
        Run first = startKillAll();
        Run second = startKillAll();
        assertThat(List.of(word(verdict(first.result())), word(verdict(second.result()))))
                .allMatch(word -> word.equals("clean") || word.equals("nothing_to_do"))
                .contains("clean");
        assertThat(node.domains()).isEmpty();
    }

    @Test
    void goesOnWhenNobodyListensAnyMore() {
        slot.record(2).guests(2);
        node.sh(ENTRY + " kill-all admin@host run-1 | true").mustSucceed();
        Patience.await("it ends").until(() -> node.processes("vmpilot-killall").isEmpty());
        assertThat(node.domains()).isEmpty();
        assertThat(slot.verdict()).isEqualTo("clean");
    }

    @Test
    void killedInTheMiddleItIsDoneAgain() {
        node.simulated("set", "latency.destroy=30");
        slot.record(1).guests(1);
        Run first = startKillAll();
        Patience.await("it destroys").until(() -> node.calls("destroy") > 0);
        node.processes("vmpilot-killall").forEach(pid -> VirtualNode.kill("KILL", pid));
        node.processes("vmpilot-reap").forEach(pid -> VirtualNode.kill("KILL", pid));
        first.result();
        node.simulated("set", "latency.destroy=");

        assertThat(node.exists(MARK)).isTrue();
        assertThat(word(killAll())).isEqualTo("clean");
        assertThat(node.domains()).isEmpty();
    }

    /** It stands still in that call, and everything of it is killed: what it has begun is no obstacle to who comes next. */
    @ParameterizedTest
    @CsvSource({"list, 0", "list, 1", "list, 2", "list, 3", "destroy, 0", "destroy, 1"})
    void killedAtAnyStepItHasMarkedTheNodeAndIsDoneAgain(String call, int passed) {
        slot.record(2).guests(2);
        long before = node.calls(call);
        node.simulated("fault", "add", "hang", "command=" + call, "after=" + passed);
        Run first = startKillAll();
        Patience.await("it hangs in " + call).until(() -> node.calls(call) > before + passed);
        for (String program : List.of("vmpilot-killall", "vmpilot-reap", "xl " + call)) {
            node.processes(program).forEach(pid -> VirtualNode.kill("KILL", pid));
        }
        first.result();
        node.simulated("fault", "clear");

        assertThat(node.exists(MARK)).isTrue();
        assertThat(word(killAll())).isIn("clean", "nothing_to_do");
        assertThat(node.domains()).isEmpty();
        assertThat(slot.verdict()).isEqualTo("clean");
        assertThat(node.isBarred()).isFalse();
        assertThat(word(thaw())).isEqualTo("thawed");
    }

    @Test
    void aThawDoesNotTakeTheMarkFromUnderAKillAll() {
        node.simulated("set", "latency.destroy=1");
        slot.record(1).guests(1);
        Run killing = startKillAll();
        Patience.await("it destroys").until(() -> node.calls("destroy") > 0);

        assertThat(word(thaw())).isEqualTo("frozen");

        assertThat(word(verdict(killing.result()))).isEqualTo("clean");
        assertThat(word(thaw())).isEqualTo("thawed");
    }

    @Test
    void everyGuestIsEndedOnlyWhereTheNodeAllowsIt() {
        foreignGuest();
        slot.record(1).guests(1);
        assertThat(word(killAll("every-guest"))).isEqualTo("refused");
        assertThat(node.domains()).hasSize(1);

        node.configure("allow-every-guest", "yes");
        assertThat(word(killAll("every-guest"))).isEqualTo("clean");
        assertThat(node.domains()).isEmpty();
    }

    @Test
    void aMarkThatCannotBeKeptIsSaidAndHoldsUntilTheBoot() {
        node.sh(
                        "mkdir -p /var/lib/vmpilot && mount -t tmpfs -o size=4k,nr_inodes=2,mode=0700 none /var/lib/vmpilot && touch /var/lib/vmpilot/full")
                .mustSucceed();

        JsonNode verdict = killAll();

        assertThat(word(verdict)).isEqualTo("dirty");
        assertThat(verdict.get("why").asText()).contains("lost at the next boot");
        assertThat(verdict.get("frozen").asBoolean()).isTrue();
        node.sh("umount /var/lib/vmpilot").mustSucceed();
        slot.record(1);
        assertThat(slot.create(0).result().exit()).isEqualTo(75);
    }

    @Test
    void onAFileSystemThatIsReadOnlyTheMarkHoldsUntilTheBootAndNoVerdictIsGood() {
        slot.record(1).guests(1);
        node.sh(
                        "mkdir -p /var/lib/vmpilot && mount --bind /var/lib/vmpilot /var/lib/vmpilot && mount -o remount,bind,ro /var/lib/vmpilot")
                .mustSucceed();

        JsonNode verdict = killAll();

        assertThat(word(verdict)).isIn("dirty", "unknown");
        assertThat(verdict.get("why").asText()).contains("lost at the next boot");
        assertThat(verdict.get("frozen").asBoolean()).isTrue();
        assertThat(node.domains()).isEmpty();
        node.sh("umount /var/lib/vmpilot").mustSucceed();
        assertThat(word(killAll())).isEqualTo("clean");
        assertThat(node.exists(MARK)).isTrue();
    }

    @Test
    void lookingChangesNothing() {
        foreignGuest();
        slot.record(2).guests(2);
        JsonNode look = verdict(node.exec(ENTRY, "look", "admin@host", "run-1"));
        assertThat(word(look)).isEqualTo("seen");
        assertThat(look.get("ours").asInt()).isEqualTo(2);
        assertThat(look.get("foreign").get(0).asText()).startsWith("db 766d7074- (");
        assertThat(node.domains()).hasSize(3);
        assertThat(node.exists(MARK)).isFalse();
    }

    @Test
    void theKeysAccountGetsThroughSudoAndNoFurther() {
        node.sh(
                        "echo 'vmpilot-killall:x:1800:1800::/:/bin/sh' >>/etc/passwd; echo 'vmpilot-killall:*:19000:0:99999:7:::' >>/etc/shadow")
                .mustSucceed();
        node.startWith(
                        sudoers(),
                        "/bin/sh",
                        "-c",
                        "cat >/etc/sudoers.d/vmpilot-killall && chmod 0440 /etc/sudoers.d/vmpilot-killall")
                .result()
                .mustSucceed();
        slot.record(1).guests(1);

        assertThat(word(verdict(asKey("kill-all admin@host run-1")))).isEqualTo("clean");
        assertThat(node.domains()).isEmpty();
        for (String words :
                List.of("", "--clean kill-all a b", "kill-all;id", "$(id)", "/bin/sh", "run x", "kill-all a b c d")) {
            assertThat(asKey(words).exit()).as(words).isEqualTo(64);
        }
        assertThat(node.exec("setpriv", "--reuid=1800", "--clear-groups", "sudo", "-n", "id")
                        .exit())
                .isNotZero();
    }

    private Run.Result asKey(String words) {
        return node.exec("setpriv", "--reuid=1800", "--clear-groups", "env", "SSH_ORIGINAL_COMMAND=" + words, ENTRY);
    }

    private static String sudoers() {
        try {
            return Files.readString(Path.of(System.getProperty("vmpilot.root"), "conf/sudoers.d/vmpilot-killall"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
