package org.vmpilot.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vmpilot.agent.TestNode.LONG;
import static org.vmpilot.agent.TestNode.SLOT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.agent.machine.Arriving;
import org.vmpilot.agent.machine.Event;
import org.vmpilot.agent.machine.Left;
import org.vmpilot.guard.SlotRecord;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;

/** The whole agent on a node in a temporary folder. */
class AgentRunTest {
    @TempDir
    Path folder;

    private TestNode node;

    @BeforeEach
    void begin() throws IOException, InterruptedException {
        node = new TestNode(folder);
    }

    @AfterEach
    void end() throws IOException {
        node.close();
    }

    @Test
    void aSlotFromClaimToEnd() throws Exception {
        CompletableFuture<Integer> exit = node.start();
        await().atMost(LONG).until(() -> node.calls.toString().contains("GUEST_UP"));
        assertThat(node.text(node.folders.open(SLOT))).isNotEmpty();
        node.end.countDown();

        assertThat(code(exit)).isZero();

        assertThat(node.text(node.folders.notice(SLOT))).isEqualTo("LEASE_ENDED the test has seen enough\n");
        assertThat(node.text(node.folders.journal(SLOT)).replaceAll("(?m)^[0-9]+ ", ""))
                .isEqualTo("""
                        CLAIMED
                        RECORDED
                        ROOM target=136
                        READY
                        GO duration_ms=3600000
                        CREATE index=0
                        UP index=0 domid=1
                        NOTICE name=LEASE_ENDED
                        ASKED index=0
                        GONE index=0 how=polite
                        LEAVING
                        """);
        SlotRecord slotRecord = SlotRecord.parse(node.text(node.folders.record(SLOT)));
        assertThat(slotRecord.job()).isEqualTo("12");
        assertThat(slotRecord.deadlineMs()).isPositive();
        assertThat(node.text(node.folders.guests(SLOT).resolve("0.cfg"))).contains("cmdline = \"quiet\"");
        assertThat(node.calls).filteredOn(call -> call.startsWith("claim")).hasSize(1);
    }

    @Test
    void theRecordIsOnDiskBeforeTheFirstCreate() throws Exception {
        node.creator("cp " + node.folders.record(SLOT) + " " + node.file("seen-slot") + " && cp "
                + node.folders.open(SLOT) + " " + node.file("seen-open") + " && touch " + node.file("created-0"));

        CompletableFuture<Integer> exit = node.start();
        await().atMost(LONG).until(() -> Files.exists(node.file("created-0")));

        SlotRecord seen = SlotRecord.parse(node.text(node.file("seen-slot")));
        assertThat(seen.guests()).hasSize(1);
        assertThat(SlotRecord.parse(node.text(node.file("seen-open"))).guests()).isEqualTo(seen.guests());
        assertThat(exit).isNotDone();
    }

    @Test
    void aCreateThatFailsEndsTheSlotAsFailedWithTheWordsOfItsLog() throws Exception {
        node.creator(
                "printf 'Parsing config from x\\nno low memory\\n' > " + node.folders.guests(SLOT) + "/0.log; exit 3");

        assertThat(code(node.start())).isEqualTo(1);
        assertThat(node.text(node.folders.notice(SLOT)))
                .isEqualTo("FAILED guest 0 could not be created (exit 3): no low memory\n");
    }

    @Test
    void withoutRoomNothingIsCreated() throws Exception {
        node.program(node.folders.programs().resolve("vmpilot-memory"), "echo dom0 has 300 MiB; exit 1");

        assertThat(code(node.start())).isEqualTo(1);
        assertThat(node.text(node.folders.notice(SLOT))).startsWith("FAILED dom0 did not make room: dom0 has 300 MiB");
        assertThat(node.file("created-0")).doesNotExist();
    }

    /** Between READY and GO a whole assembly allowance may lie. */
    @Test
    void aFileThatLeadsElsewhereWhenGoComesIsNotBooted() throws Exception {
        node.answer((verb, body) -> {
            if (verb.equals("claim")) {
                return new ClaimAnswer.Granted(node.order(Claim.fromJson(body), 128, false)).toJson();
            }
            if (verb.equals("ready")) {
                exchangeKernel();
            }
            return node.willing(verb, body);
        });

        assertThat(code(node.start())).isEqualTo(1);
        assertThat(node.text(node.folders.notice(SLOT)))
                .startsWith("FAILED guest 0 could not be created")
                .contains("this node's policy refuses it by now", "is in none of this node's folders");
        assertThat(node.file("created-0")).doesNotExist();
    }

    private void exchangeKernel() {
        try {
            Files.delete(node.file("kernels/kernel"));
            Files.createSymbolicLink(node.file("kernels/kernel"), node.file("node.key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theNoticeOfSomebodyElseStays() throws Exception {
        CompletableFuture<Integer> exit = node.start();
        await().atMost(LONG).until(() -> node.calls.toString().contains("GUEST_UP"));
        Files.writeString(node.folders.notice(SLOT), "KILL_ALL by root\n");
        node.end.countDown();

        code(exit);

        assertThat(node.text(node.folders.notice(SLOT))).isEqualTo("KILL_ALL by root\n");
    }

    @Test
    void theEndOfTheJobEndsTheSlotAtOnce() throws Exception {
        CompletableFuture<Integer> exit = node.start();
        await().atMost(LONG).until(() -> node.calls.toString().contains("GUEST_UP"));

        node.jobIsOver();

        assertThat(code(exit)).isZero();
        assertThat(node.text(node.folders.notice(SLOT))).startsWith("TERMINATED the job is over");
        assertThat(node.file("asked")).doesNotExist();
    }

    @Test
    void aSignalOfTheLrmEndsTheSlotPolitely() throws Exception {
        CompletableFuture<Integer> exit = node.start();
        await().atMost(LONG).until(() -> node.calls.toString().contains("GUEST_UP"));

        node.launcherSays("signal CONT\nsignal TERM\n");

        assertThat(code(exit)).isZero();
        assertThat(node.text(node.folders.notice(SLOT))).startsWith("TERMINATED the LRM sent TERM");
        assertThat(node.file("asked")).exists();
    }

    @Test
    void whatTheCoordinatorDoesNotConfirmGoesToTheOutbox() throws Exception {
        node.answer((verb, body) -> verb.equals("report") ? null : node.willing(verb, body));
        CompletableFuture<Integer> exit = node.start();
        await().atMost(LONG).until(() -> node.text(node.folders.journal(SLOT)).contains("UP index=0"));
        node.end.countDown();

        assertThat(code(exit)).isZero();

        assertThat(node.folders.outbox().resolve(SLOT + ".1.report")).content().contains("\"event\":\"RECORDED\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state/marks/vbbbbbbba1.1.barred",
                "run/marks/node.barred",
                "state/marks/kill-all.frozen",
                "state/marks/somebody",
                "state/certificates/vabcdefga1.1.json",
                "state/open/vabcdefga1.1",
                "run/slots/vabcdefga1.1/slot"
            })
    void whatStandsInTheWayIsSeenBeforeTheClaim(String mark) throws Exception {
        Files.createDirectories(node.file(mark).getParent());
        Files.createFile(node.file(mark));

        assertThat(code(node.start())).isEqualTo(Left.NOTHING_STARTED);
        boolean ofNode = mark.contains("/marks/");
        assertThat(node.calls)
                .singleElement()
                .asString()
                .startsWith("declined ")
                .contains("\"closed\":" + ofNode)
                .contains(node.file(mark).getFileName().toString());
    }

    @Test
    void aClaimThatIsRefusedLeavesTheNodeUntouched() throws Exception {
        node.answer((verb, body) -> new ClaimAnswer.Refused(ClaimAnswer.Reason.TAKEN, "by job 11").toJson());

        assertThat(code(node.start())).isEqualTo(Left.NOTHING_STARTED);
        assertThat(node.folders.slot(SLOT)).doesNotExist();
        assertThat(node.log()).contains("TAKEN by job 11");
    }

    @Test
    void anOrderThatThePolicyRefusesIsReportedAndLeavesTheNodeUntouched() throws Exception {
        node.configuration("guest-memory-max = 64\n");

        assertThat(code(node.start())).isEqualTo(Left.NOTHING_STARTED);
        assertThat(node.folders.slot(SLOT)).doesNotExist();
        assertThat(node.calls)
                .anySatisfy(call -> assertThat(call).contains("POLICY").contains("guest-memory-max"));
    }

    @Test
    void whileTheCoordinatorIsNotReadyTheClaimIsRepeatedWithTheSameNonce() throws Exception {
        node.answer((verb, body) -> node.calls.size() < 3
                ? (node.calls.size() < 2 ? null : new ClaimAnswer.Later("starting").toJson())
                : node.willing(verb, body));
        CompletableFuture<Integer> exit = node.start();

        await().atMost(LONG).until(() -> Files.exists(node.file("created-0")));

        assertThat(List.copyOf(node.calls).subList(0, 3)).allMatch(call -> call.equals(node.calls.get(0)));
        assertThat(exit).isNotDone();
    }

    @Test
    void withoutACoordinatorTheAgentLeavesAfterTheStartAllowance() throws Exception {
        node.answer((verb, body) -> null);
        CompletableFuture<Integer> exit = node.start(Arriving.START_ALLOWANCE.minusMillis(300));
        node.launcherSays("job 12\nlrm slurm\n");

        assertThat(code(exit)).isEqualTo(Left.NOTHING_STARTED);
        assertThat(node.folders.slot(SLOT)).doesNotExist();
    }

    @Test
    void anAnswerForAnotherNonceIsRefused() throws Exception {
        node.answer((verb, body) -> {
            if (!verb.equals("claim")) {
                return "{}";
            }
            Claim claim = Claim.fromJson(body);
            Claim other = new Claim(claim.slot(), claim.job(), claim.node(), "f".repeat(32), claim.bootId());
            return new ClaimAnswer.Granted(node.order(other, 64)).toJson();
        });

        assertThat(code(node.start())).isEqualTo(Left.NOTHING_STARTED);
        assertThat(node.log()).contains("answers another claim");
    }

    @Test
    void aKeyThatOthersCanReadIsNotUsed() throws Exception {
        Files.setPosixFilePermissions(node.file("node.key"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(code(node.start())).isEqualTo(Left.NOTHING_STARTED);
        assertThat(node.log()).contains("node.key").contains("chmod 0600");
        assertThat(node.calls).isEmpty();
    }

    @Test
    void aConfigurationThatIsWrongSaysEverythingThatIs() throws Exception {
        node.configuration("guest-max = 3\nxl-timeout = soon\n");

        assertThat(code(node.start())).isEqualTo(Left.NOTHING_STARTED);
        assertThat(node.log())
                .contains("line 5: guest-max: no such key (did you mean 'guests-max'?)")
                .contains("line 6: xl-timeout");
        assertThat(node.calls)
                .singleElement()
                .asString()
                .startsWith("declined ")
                .contains("\"closed\":false")
                .contains("the node's pilot could not start: ")
                .contains("guest-max: no such key");
    }

    @Test
    void aTermToTheAgentItselfEndsTheSlot() throws Exception {
        CompletableFuture<Integer> exit = node.start();
        await().atMost(LONG).until(() -> node.calls.toString().contains("GUEST_UP"));

        node.mailbox().post(new Event.Stopping());

        assertThat(code(exit)).isZero();
        assertThat(node.text(node.folders.notice(SLOT))).startsWith("TERMINATED a TERM came");
    }

    private static int code(CompletableFuture<Integer> exit) throws Exception {
        return exit.get(LONG.plus(Duration.ofSeconds(10)).toMillis(), TimeUnit.MILLISECONDS);
    }
}
