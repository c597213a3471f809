package org.vmpilot.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.lease.Drain;
import org.vmpilot.coordinator.lease.Entry;
import org.vmpilot.coordinator.lease.Freeze;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.LeaseMachine;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.lease.LeaseStep;
import org.vmpilot.coordinator.lease.Owner;
import org.vmpilot.coordinator.lease.Timing;
import org.vmpilot.coordinator.store.Change.IdempotencyKey;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.Disk;
import org.vmpilot.protocol.Ending;
import org.vmpilot.protocol.GuestGroup;
import org.vmpilot.protocol.GuestSpec;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.MacAddress;
import org.vmpilot.protocol.Nic;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.TeardownBudget;
import org.vmpilot.protocol.Verdict;
import org.vmpilot.protocol.view.AuditView;
import org.vmpilot.protocol.view.EventView;

class StoreTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
    private static final LeaseToken TOKEN = new LeaseToken("vabcdefg");
    private static final int PATIENCE = Integer.getInteger("vmpilot.patience", 1);

    @TempDir
    Path folder;

    private Path state() {
        return folder.resolve("state");
    }

    static LeaseRequest request() {
        GuestSpec head = new GuestSpec(
                512,
                2,
                new Boot.Kernel("/images/vmlinuz", Optional.of("/images/initrd"), "console=hvc0 \"quoted\" \u00e4"),
                List.of(new Disk("/images/a.raw", Disk.Format.RAW, Disk.Mode.READ_WRITE, "xvda")),
                List.of(new Nic("br0", Optional.of(new MacAddress("00:16:3e:00:00:01")))),
                OptionalInt.of(512),
                OptionalInt.of(50),
                new Ending.Shutdown(Duration.ofSeconds(20)));
        GuestSpec worker = new GuestSpec(
                128,
                1,
                new Boot.Loader("pygrub"),
                List.of(),
                List.of(new Nic("br0", Optional.empty())),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Ending.Destroy());
        return new LeaseRequest(
                "test",
                Duration.ofHours(1),
                Optional.of("work"),
                Optional.empty(),
                Optional.of("gold"),
                LeaseRequest.NodeUse.SHARED,
                2,
                LeaseRequest.OnSlotLoss.CONTINUE,
                List.of(new GuestGroup("head", 1, head), new GuestGroup("worker", 4, worker)),
                Map.of(),
                Optional.empty());
    }

    static Lease lease(LeaseToken token) {
        return Lease.create(token, request(), NOW);
    }

    static Change created(LeaseToken token) {
        Lease lease = lease(token);
        return Change.created(
                lease, List.of(Entry.created(lease)), Optional.of(new IdempotencyKey("key " + token, "{}")));
    }

    @Test
    void aLeaseIsReadAsItWasWritten() throws StoreException {
        Lease started = LeaseMachine.apply(lease(TOKEN), new LeaseEvent.Start(), NOW, timing())
                .lease();
        LeaseStep accepted = LeaseMachine.apply(
                started, new LeaseEvent.Accepted(List.of("1[1]", "1[2]", "1[3]"), List.of("node9")), NOW, timing());
        try (Store store = Store.open(state())) {
            store.commit(created(TOKEN));
            assertThat(store.lease(TOKEN)).contains(lease(TOKEN));
            store.commit(Change.of(lease(TOKEN), started, List.of(), NOW));
            store.commit(Change.of(started, accepted.lease(), accepted.entries(), NOW));
        }
        try (Store store = Store.open(state())) {
            assertThat(store.openLeases()).containsExactly(accepted.lease());
            assertThat(store.reads().lease(TOKEN)).contains(accepted.lease());
            assertThat(store.lastSequence()).isEqualTo(1 + accepted.entries().size());
            assertThat(store.reads().events(wanted(Optional.of(TOKEN.text())), 0, 10))
                    .extracting(EventView::event)
                    .startsWith("CREATED", "AVOIDING", "QUEUED");
            assertThat(store.reads().made(Owner.UNKNOWN, "key " + TOKEN)).isPresent();
        }
    }

    private static Timing timing() {
        Duration time = Duration.ofSeconds(60);
        return new Timing(time, time, new TeardownBudget(time, time, time), time, time, time, 3, time, true);
    }

    @Test
    void theCertificateWithTheMostLooksIsTheNewestWhateverComesLast() throws StoreException {
        SlotKey slot = new SlotKey(TOKEN, 1, 1);
        try (Store store = Store.open(state())) {
            store.commit(created(TOKEN));
            store.commit(Change.strange(new CertificateText(slot, "node1", Verdict.CLEAN, "", 2, "two looks"), NOW));
            store.commit(Change.strange(new CertificateText(slot, "node1", Verdict.DIRTY, "", 1, "one look"), NOW));
            assertThat(store.reads().certificates(TOKEN, "", "", 10))
                    .extracting(StoreReads.KeptCertificate::content)
                    .containsExactly("two looks");
            assertThat(store.reads().doubts()).isEmpty();
            assertThat(store.reads().looks(slot, "node1")).isEqualTo(2);
        }
    }

    @Test
    void aDrainIsThereWithItsFailureUntilItIsLifted() throws StoreException {
        Drain wanted = Drain.looked(Optional.empty(), "node1", Optional.of("dirty"), false, NOW)
                .orElseThrow();
        Drain failed = wanted.failed("no rights", NOW);
        try (Store store = Store.open(state())) {
            store.commit(Change.of(new Change.OfNode("node1", Optional.of(wanted), Optional.empty()), NOW));
            assertThat(store.reads().drains()).containsExactly(wanted);
            store.commit(Change.of(new Change.OfNode("node1", Optional.of(failed), Optional.empty()), NOW));
        }
        try (Store store = Store.open(state())) {
            assertThat(store.reads().drains()).containsExactly(failed);
            store.commit(Change.of(new Change.OfNode("node1", Optional.empty(), Optional.empty()), NOW));
            assertThat(store.reads().drains()).isEmpty();
        }
    }

    @Test
    void aPersonsLookCountsAgainstCertificatesBeforeItAndNotAgainstLaterOnes() throws StoreException {
        SlotKey slot = new SlotKey(TOKEN, 1, 1);
        try (Store store = Store.open(state())) {
            store.commit(created(TOKEN));
            store.commit(Change.strange(new CertificateText(slot, "node1", Verdict.DIRTY, "vif", 1, "one look"), NOW));
            assertThat(store.reads().doubts()).hasSize(1);
            Change.PersonsLook look = new Change.PersonsLook(NOW.plusSeconds(1), "root", "installed anew");
            store.commit(Change.of(new Change.OfNode("node1", Optional.empty(), Optional.of(look)), NOW));
            assertThat(store.reads().doubts()).isEmpty();
            store.commit(Change.strange(
                    new CertificateText(slot, "node1", Verdict.UNKNOWN, "", 2, "two looks"), NOW.plusSeconds(2)));
            assertThat(store.reads().doubts())
                    .extracting(StoreReads.Doubt::verdict)
                    .containsExactly("UNKNOWN");
        }
    }

    @Test
    void leasesThatEndedLongAgoAreForgottenAFewAtATimeUntilThereAreNone() throws StoreException {
        try (Store store = Store.open(state())) {
            for (int i = 0; i < 120; i++) {
                store.commit(settled(token(i)));
            }
            store.commit(created(TOKEN));
            assertThat(store.forget(NOW)).as("nothing is old enough").isFalse();
            int turns = 1;
            while (store.forget(NOW.plusSeconds(1))) {
                turns++;
            }
            assertThat(turns).as("small commits").isGreaterThan(2);
            assertThat(store.reads().leases(LEASES)).hasSize(1);
            assertThat(store.reads().events(wanted(Optional.empty()), 0, 1000)).hasSize(1);
        }
    }

    @Test
    void whatSaysThatANodeIsNotCleanIsKeptUntilAPersonHasLooked() throws StoreException {
        SlotKey slot = new SlotKey(token(0), 1, 1);
        try (Store store = Store.open(state())) {
            store.commit(settled(token(0)));
            store.commit(Change.strange(new CertificateText(slot, "node1", Verdict.DIRTY, "vif", 1, "one look"), NOW));
            assertThat(store.forget(NOW.plusSeconds(1))).isFalse();
            assertThat(store.reads().leases(LEASES)).hasSize(1);
            Change.PersonsLook look = new Change.PersonsLook(NOW.plusSeconds(1), "root", "installed anew");
            store.commit(Change.of(new Change.OfNode("node1", Optional.empty(), Optional.of(look)), NOW));
            assertThat(store.forget(NOW.plusSeconds(1))).isFalse();
            assertThat(store.reads().leases(LEASES)).isEmpty();
        }
    }

    @Test
    void aReaderWaitsForNoWriterAndTheLoopForNoReader() throws StoreException {
        try (Store store = Store.open(state())) {
            store.commit(created(TOKEN));
            assertThat(store.readers().leases(LEASES)).hasSize(1);
            store.commit(created(token(1)));
            assertThat(store.readers().state(token(1))).contains(LeaseState.WAITING);
            assertThat(store.readers().leases(LEASES)).hasSize(2);
        }
    }

    private static EventRows.Wanted wanted(Optional<String> lease) {
        return new EventRows.Wanted(lease, Set.of(), Set.of(), Map.of(), Optional.empty());
    }

    private static final LeasePages.Wanted LEASES = new LeasePages.Wanted(
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            1000,
            Optional.empty(),
            Optional.empty());

    private static LeaseToken token(int number) {
        String letters = "abcdefghijklmnopqrstuvwxyz";
        return new LeaseToken("vaaaaa" + letters.charAt(number / 26) + letters.charAt(number % 26));
    }

    /** A lease that ended at NOW without ever having had a slot. */
    private static Change settled(LeaseToken token) {
        Lease fresh = lease(token);
        LeaseStep ended = LeaseMachine.apply(fresh, new LeaseEvent.EndWanted("by hand"), NOW, timing());
        assertThat(ended.lease().settled()).isTrue();
        return Change.created(ended.lease(), ended.entries(), Optional.empty());
    }

    @Test
    void aKeyOfTheTimeBeforeOwnersIsEverybodysInTheDefaultProject() throws Exception {
        try (Store store = Store.open(state())) {
            store.commit(created(TOKEN));
        }
        try (Store store = Store.open(state())) {
            assertThat(store.reads().made(Owner.UNKNOWN, "key " + TOKEN)).isPresent();
            assertThat(store.reads().made(new Owner("svc", "default"), "key " + TOKEN))
                    .isPresent();
            assertThat(store.reads().made(new Owner("svc", "night"), "key " + TOKEN))
                    .isEmpty();
        }
    }

    @Test
    void refusalsAreKeptUpToTheirNumberAndTheNewestEntryForEver() throws Exception {
        try (Store store = Store.open(state())) {
            for (int i = 0; i < 5; i++) {
                store.commit(Change.audited(new AuditEntry(
                        NOW.plusSeconds(i), "svc", "10.0.0.1", "end", "v" + i, i % 2 == 0 ? 200 : 404, "", "")));
            }
            AuditWanted all = new AuditWanted(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 10);
            assertThat(store.readers().audit(all))
                    .extracting(AuditView::sequence)
                    .containsExactly(5L, 4L, 3L, 2L, 1L);
            assertThat(store.forgetAudit(NOW.plusSeconds(3))).isFalse();
            assertThat(store.readers().audit(all)).extracting(AuditView::target).containsExactly("v4", "v3");
            store.forgetAudit(NOW.plusSeconds(100));
            store.commit(Change.audited(new AuditEntry(NOW, "svc", "", "end", "", 200, "", "")));
            assertThat(store.readers().audit(all))
                    .extracting(AuditView::sequence)
                    .containsExactly(6L, 5L);
        }
    }

    @Test
    void aStoreOfTheVersionWithoutListsIsTakenOver() throws Exception {
        Files.createDirectory(
                state(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        String url = "jdbc:sqlite:" + state().resolve("vmpilot.db");
        Flyway.configure().dataSource(url, null, null).target("3").load().migrate();
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement insert = connection.prepareStatement("INSERT INTO leases"
                        + " (token, name, state, attempt, submission, created_at, reason, settled, request)"
                        + " VALUES (?, 'test', 'WAITING', 1, 'NONE', ?, '', 0, ?)")) {
            insert.setString(1, TOKEN.text());
            insert.setLong(2, NOW.toEpochMilli());
            insert.setString(3, RequestJson.write(request()));
            insert.executeUpdate();
            connection
                    .createStatement()
                    .execute("INSERT INTO idempotency_keys (idempotency_key, lease, request, made_at) VALUES ('old', '"
                            + TOKEN + "', 'document', 0)");
            for (int place = 1; place <= request().slotCount(); place++) {
                connection
                        .createStatement()
                        .execute("INSERT INTO slots (slot, lease, attempt, place, state, cancel, reason) VALUES ('"
                                + new SlotKey(TOKEN, 1, place) + "', '" + TOKEN + "', 1, " + place
                                + ", 'PLANNED', 'NONE', '')");
            }
        }
        try (Store store = Store.open(state())) {
            assertThat(store.openLeases()).extracting(Lease::token).containsExactly(TOKEN);
            assertThat(store.readers().leases(LEASES))
                    .extracting(LeasePages.Row::request)
                    .containsExactly(request());
            assertThat(store.openLeases()).extracting(Lease::owner).containsExactly(Owner.UNKNOWN);
            assertThat(store.reads().made(new Owner("svc", "default"), "old"))
                    .contains(new StoreReads.MadeLease(TOKEN, "document"));
        }
    }

    @Test
    void aFreezeIsThereUntilThaw() throws StoreException {
        Freeze freeze = new Freeze(NOW, "root@admin1", "kill-all 7");
        try (Store store = Store.open(state())) {
            assertThat(store.freeze()).isEmpty();
            store.freeze(Optional.of(freeze));
            store.freeze(Optional.of(freeze));
        }
        try (Store store = Store.open(state())) {
            assertThat(store.freeze()).contains(freeze);
            store.freeze(Optional.empty());
        }
        try (Store store = Store.open(state())) {
            assertThat(store.freeze()).isEmpty();
        }
    }

    @Test
    void aSecondCoordinatorIsRefusedWithThePidOfTheFirst() throws StoreException {
        try (Store first = Store.open(state())) {
            assertThatThrownBy(() -> Store.open(state()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("in use by another coordinator: pid "
                            + ProcessHandle.current().pid())
                    .extracting(e -> ((StoreException) e).kind())
                    .isEqualTo(StoreException.Kind.IN_USE);
            assertThat(first.openLeases()).isEmpty();
        }
        Store.open(state()).close();
    }

    @Test
    void aFolderThatIsOpenToOthersIsRefused() throws IOException {
        Files.createDirectory(state());
        Files.setPosixFilePermissions(state(), PosixFilePermissions.fromString("rwxr-x---"));
        assertThatThrownBy(() -> Store.open(state()))
                .hasMessageContaining(state().toString())
                .hasMessageContaining("open to others")
                .hasMessageContaining("chmod 700");
        assertThat(state()).isEmptyDirectory();
    }

    @Test
    void aFileThatIsNoStoreIsRefusedAndNotTouched() throws IOException {
        Files.createDirectory(
                state(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path database = state().resolve("vmpilot.db");
        Files.writeString(database, "these are the voyages of something else ".repeat(100));
        String before = Files.readString(database);
        assertThatThrownBy(() -> Store.open(state()))
                .isInstanceOf(StoreException.class)
                .extracting(e -> ((StoreException) e).kind())
                .isEqualTo(StoreException.Kind.NOT_OURS);
        assertThat(Files.readString(database)).isEqualTo(before);
    }

    @Test
    void aLeaseOfWhichSlotsAreMissingIsNoLease() throws Exception {
        try (Store store = Store.open(state())) {
            store.commit(created(TOKEN));
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + state().resolve("vmpilot.db"));
                var statement = connection.createStatement()) {
            statement.execute("DELETE FROM guests");
            statement.execute("DELETE FROM slots");
        }
        try (Store store = Store.open(state())) {
            assertThatThrownBy(store::openLeases)
                    .isInstanceOf(UnreadableRowException.class)
                    .hasMessageContaining("row " + TOKEN + " of table leases")
                    .hasMessageContaining("it has 0 slots in the store");
        }
    }

    @Test
    void aStoreOfANewerVersionIsRefusedAndNotTouched() throws Exception {
        Store.open(state()).close();
        Path database = state().resolve("vmpilot.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, installed_by,"
                            + " execution_time, success) VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 'x', 1, 1)");
        }
        byte[] before = Files.readAllBytes(database);
        assertThatThrownBy(() -> Store.open(state()))
                .hasMessageContaining("was written by a newer version of vmpilot (step 99 of its schema")
                .hasMessageContaining("nothing was changed")
                .extracting(e -> ((StoreException) e).kind())
                .isEqualTo(StoreException.Kind.NOT_OURS);
        assertThat(Files.readAllBytes(database)).isEqualTo(before);
    }

    /** What runs on the loop must not grow with what is kept for a year. */
    @Test
    void neitherForgettingNorADoubtReadsAWholeTable() throws Exception {
        Store.open(state()).close();
        List<String> questions = new ArrayList<>(Forgetting.STEPS);
        questions.add(StoreReads.DOUBTS);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + state().resolve("vmpilot.db"))) {
            connection.createStatement().execute("PRAGMA foreign_keys = ON");
            for (String question : questions) {
                try (var plan = connection.prepareStatement("EXPLAIN QUERY PLAN " + question);
                        var rows = plan.executeQuery()) {
                    while (rows.next()) {
                        assertThat(rows.getString("detail"))
                                .as(question)
                                .doesNotMatch(
                                        "SCAN (reports|guests|claims|certificates|c|events|idempotency_keys|slots|s|leases)( (?!USING INDEX certificates_not_clean).*)?")
                                .doesNotContain("(newest");
                    }
                }
            }
        }
    }

    @Test
    void whatWasCommittedIsThereAfterAKillInTheNextInstruction() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledAfterCommits.class.getName(),
                        state().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(120L * PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(KilledAfterCommits.EXIT);
        try (Store store = Store.open(state())) {
            assertThat(store.openLeases()).hasSize(KilledAfterCommits.COMMITS);
            assertThat(store.lastSequence()).isEqualTo(KilledAfterCommits.COMMITS);
        }
    }

    @Test
    void aFullDiskWritesNothingOfTheChangeAndLetsReadsGoOnAndTheNextWriteSucceedWhenThereIsRoom()
            throws StoreException {
        try (Store store = Store.open(state())) {
            store.commit(created(TOKEN));
            store.limitPages(1);
            LeaseToken other = new LeaseToken("vccccccc");
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 50; i++) {
                            store.commit(created(new LeaseToken(
                                    "vb" + "bcdefghijklmnopqrstuvwxyz".charAt(i % 25) + "bbbb" + "bc".charAt(i / 25))));
                        }
                    })
                    .isInstanceOf(StoreException.class)
                    .extracting(e -> ((StoreException) e).kind())
                    .isEqualTo(StoreException.Kind.FULL);
            int there = store.openLeases().size();
            assertThat(store.lastSequence()).isEqualTo(there);
            assertThat(store.reads().events(wanted(Optional.empty()), 0, 100)).hasSize(there);
            store.limitPages(1_000_000);
            store.commit(created(other));
            assertThat(store.openLeases()).hasSize(there + 1);
        }
    }

    @Test
    void aTurnIsWrittenAsAWholeOrNotAtAll() throws StoreException {
        try (Store store = Store.open(state())) {
            store.commit(created(TOKEN));
            assertThatThrownBy(() -> store.together(() -> {
                        write(store, "vccccccc");
                        write(store, "vddddddd");
                        throw new IllegalStateException("the end of the turn");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(store.openLeases()).hasSize(1);
            assertThat(store.lastSequence()).isEqualTo(1);

            store.together(() -> {
                write(store, "vccccccc");
                // What was written of it before it broke goes with it.
                assertThatThrownBy(() -> store.commit(Arrays.asList(created(new LeaseToken("veeeeeee")), null)))
                        .isInstanceOf(NullPointerException.class);
                write(store, "vddddddd");
            });
            assertThat(store.openLeases()).hasSize(3);
            assertThat(store.lastSequence()).isEqualTo(3);
            assertThat(store.reads().events(wanted(Optional.empty()), 0, 100)).hasSize(3);
        }
    }

    private static void write(Store store, String token) {
        try {
            store.commit(created(new LeaseToken(token)));
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aDiskThatIsFullInTheMiddleOfATurnTakesItBackAndTheNextTurnSucceeds() throws StoreException {
        try (Store store = Store.open(state())) {
            store.commit(created(TOKEN));
            store.limitPages(1);
            List<LeaseToken> written = new ArrayList<>();
            boolean durable = true;
            try {
                store.together(() -> {
                    for (char letter = 'b'; letter <= 'z'; letter++) {
                        LeaseToken token = new LeaseToken("vccccc" + letter + letter);
                        try {
                            store.commit(created(token));
                            written.add(token);
                        } catch (StoreException e) {
                            return;
                        }
                    }
                });
            } catch (StoreException e) {
                durable = false;
            }
            assertThat(written).hasSizeLessThan(25);
            assertThat(store.openLeases()).hasSize(1 + (durable ? written.size() : 0));
            assertThat(store.lastSequence()).isEqualTo(store.openLeases().size());

            store.limitPages(1_000_000);
            int before = store.openLeases().size();
            store.together(() -> write(store, "vddddddd"));
            assertThat(store.openLeases()).hasSize(before + 1);
        }
    }
}
