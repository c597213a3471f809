package org.vmpilot.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.vmpilot.protocol.json.JsonException;

class MessagesTest {
    private static final SlotKey SLOT = SlotKey.parse("vabcdefga1.2");

    @Test
    void anOrderComesOutAsItWentIn() {
        assertThat(Order.fromJson(order().toJson())).isEqualTo(order());
    }

    @Test
    void aClaimAndItsAnswersComeOutAsTheyWentIn() {
        Claim claim = new Claim(SLOT, "12[3]", "node01", "00ff", "boot");
        assertThat(Claim.fromJson(claim.toJson())).isEqualTo(claim);
        List<ClaimAnswer> answers = List.of(
                new ClaimAnswer.Granted(order()),
                new ClaimAnswer.Refused(ClaimAnswer.Reason.TAKEN, "by \"another\"\n"),
                new ClaimAnswer.Later("starting"));
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(ClaimAnswer.fromJson(answer.toJson())).isEqualTo(answer));
    }

    @Test
    void wordsCallsAndReportsComeOutAsTheyWentIn() {
        List<Word> words = List.of(new Word.Go(), new Word.Wait(), new Word.End(Notice.LEASE_ENDED, "ended by ü"));
        assertThat(words)
                .allSatisfy(word -> assertThat(Word.fromJson(word.toJson())).isEqualTo(word));
        SlotCall call = new SlotCall(SLOT, "00ff");
        assertThat(SlotCall.fromJson(call.toJson())).isEqualTo(call);
        Report up = new Report(SLOT, "00ff", 3, Report.Event.GUEST_UP, 120, OptionalInt.of(1), "");
        Report room = new Report(SLOT, "00ff", 2, Report.Event.ROOM, 100, OptionalInt.empty(), "600 MiB");
        assertThat(List.of(up, room))
                .allSatisfy(
                        report -> assertThat(Report.fromJson(report.toJson())).isEqualTo(report));
    }

    @Test
    void whatALaterCoordinatorSaysIsNamedAndNeverLost() {
        assertThat(Word.fromJson("{\"word\":\"DANCE\"}")).isEqualTo(new Word.Unknown("DANCE"));
        assertThat(Word.fromJson("{\"word\":\"END\",\"notice\":\"MOVED\",\"words\":\"to x\"}"))
                .as("an end is an end")
                .isEqualTo(new Word.End(Notice.LEASE_ENDED, "MOVED: to x"));
        assertThat(ClaimAnswer.fromJson("{\"answer\":\"REFUSED\",\"reason\":\"HELD\",\"words\":\"until noon\"}"))
                .isEqualTo(new ClaimAnswer.Refused(ClaimAnswer.Reason.OTHER, "HELD: until noon"));
    }

    @Test
    void bothEndsSayWhoTheyAreAndOfTheFirstProtocolNobodyDid() {
        Claim claim = new Claim(SLOT, "12", "node01", "00ff", "boot", new Peer("0.9", 3, List.of("instructions")));
        assertThat(Claim.fromJson(claim.toJson())).isEqualTo(claim);
        String first = claim.toJson().replaceAll(",\"agent\":\\{[^}]*}", "");
        assertThat(Claim.fromJson(first).agent()).isEqualTo(Peer.FIRST);
        ClaimAnswer later = new ClaimAnswer.Later("starting");
        assertThat(ClaimAnswer.given(later.toJson())).isEqualTo(new ClaimAnswer.Given(later, Peer.own()));
        assertThat(ClaimAnswer.given("{\"answer\":\"LATER\",\"words\":\"\"}").coordinator())
                .isEqualTo(Peer.FIRST);
    }

    @Test
    void eachSpeaksItsOwnProtocolAndTheOneBefore() {
        Peer own = new Peer("0.5", 4, List.of());
        assertThat(List.of(3, 4, 5))
                .allSatisfy(number -> assertThat(objection(number, own)).isEmpty());
        assertThat(objection(2, own))
                .get()
                .asString()
                .contains("too old", "install the coordinator's vmpilot on the node");
        assertThat(objection(6, own)).get().asString().contains("too new", "renewed first");
    }

    private static Optional<String> objection(int agent, Peer coordinator) {
        return Peer.objection(new Peer("", agent, List.of()), coordinator);
    }

    @Test
    void anAgentOfTheFirstProtocolUnderstandsThatItIsRefused() {
        ClaimAnswer refused = new ClaimAnswer.Refused(ClaimAnswer.Reason.VERSION, "too old");
        assertThat(refused.toJson()).contains("\"reason\":\"OVER\"");
        assertThat(ClaimAnswer.fromJson(refused.toJson())).isEqualTo(refused);
    }

    @Test
    void aWrongFieldIsNamed() {
        String json = order().toJson().replace("\"vcpus\":2", "\"vcpus\":\"two\"");
        assertThatThrownBy(() -> Order.fromJson(json))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("guests[0].vcpus")
                .hasMessageContaining("whole number");
    }

    @Test
    void theForcedEndFitsInWhatTheLrmGrantsAndThePoliteOneHasWhatIsLeft() {
        TeardownBudget budget =
                new TeardownBudget(Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(5));
        assertThat(budget.politeWithin(Duration.ofSeconds(60))).hasSeconds(30);
        assertThat(budget.politeWithin(Duration.ofSeconds(50))).hasSeconds(30);
        assertThat(budget.politeWithin(Duration.ofSeconds(32))).hasSeconds(12);
        assertThat(budget.politeWithin(Duration.ofSeconds(20))).isZero();
        assertThat(budget.politeWithin(Duration.ofSeconds(2))).isZero();
    }

    private static Order order() {
        GuestSpec worker = new GuestSpec(
                512,
                2,
                new Boot.Kernel("/k/vmlinuz", Optional.of("/k/initrd"), "console=hvc0 x=\"1\""),
                List.of(new Disk("/i/a.img", Disk.Format.RAW, Disk.Mode.READ_WRITE, "xvda")),
                List.of(
                        new Nic("br0", Optional.of(new MacAddress("00:16:3E:00:00:01"))),
                        new Nic("br1", Optional.empty())),
                OptionalInt.of(512),
                OptionalInt.of(0),
                new Ending.Shutdown(Duration.ofSeconds(20)));
        GuestSpec loader = new GuestSpec(
                256,
                1,
                new Boot.Loader("pygrub"),
                List.of(new Disk("/dev/vg/b", Disk.Format.QCOW2, Disk.Mode.READ_ONLY, "xvdb")),
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Ending.Destroy());
        return new Order(
                SLOT,
                "node01",
                "00ff",
                "cluster",
                List.of(new GuestOrder(0, "head-0", worker), new GuestOrder(1, "worker-0", loader)),
                Duration.ofHours(2),
                Duration.ofSeconds(8000),
                Duration.ofSeconds(120),
                Duration.ofSeconds(600),
                new TeardownBudget(Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(5)),
                Optional.of(Duration.ofSeconds(60)),
                false);
    }
}
