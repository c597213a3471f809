package org.vmpilot.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.lease.Entry;
import org.vmpilot.coordinator.lease.EventType;
import org.vmpilot.coordinator.lease.Lease;
import org.vmpilot.coordinator.lease.LeaseEvent;
import org.vmpilot.coordinator.lease.LeaseMachine;
import org.vmpilot.coordinator.lease.LeaseStep;
import org.vmpilot.coordinator.lease.Owner;
import org.vmpilot.coordinator.lease.ReasonCode;
import org.vmpilot.coordinator.lease.Result;
import org.vmpilot.coordinator.lease.Timing;
import org.vmpilot.protocol.LeaseRequest;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.TeardownBudget;
import org.vmpilot.protocol.view.EventView;

/** How leases and events are found, what is forgotten, and what older stores say. */
class ExplainedStoreTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final LeaseToken NIGHT = new LeaseToken("vaaaaaaa");
    private static final LeaseToken DAY = new LeaseToken("vbbbbbbb");
    private static final Timing TIMING = new Timing(
            Duration.ofSeconds(120),
            Duration.ofSeconds(600),
            new TeardownBudget(Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(5)),
            Duration.ofSeconds(60),
            Duration.ofSeconds(180),
            Duration.ofSeconds(30),
            3,
            Duration.ofHours(2),
            true);

    @TempDir
    Path folder;

    private static LeaseRequest labelled(Map<String, String> labels) {
        LeaseRequest plain = StoreTest.request();
        return new LeaseRequest(
                plain.name(),
                plain.duration(),
                plain.queue(),
                plain.nodeProperty(),
                plain.account(),
                plain.nodeUse(),
                plain.guestsPerNode(),
                plain.onSlotLoss(),
                plain.groups(),
                labels,
                Optional.of(List.of("node_use")));
    }

    /** Makes it and ends it, each in a commit. */
    private static Lease ended(Store store, LeaseToken token, Map<String, String> labels) throws StoreException {
        Lease fresh = Lease.create(token, labelled(labels), Owner.UNKNOWN, NOW);
        store.commit(Change.created(
                fresh, List.of(Entry.created(fresh)), Optional.of(new Change.IdempotencyKey("key/" + token, "{}"))));
        LeaseStep step = LeaseMachine.apply(fresh, new LeaseEvent.EndWanted("ended by request"), NOW, TIMING);
        store.commit(Change.of(fresh, step.lease(), step.entries(), NOW));
        return step.lease();
    }

    private static List<String> found(Store store, Optional<String> key, Map<String, String> labels, boolean ended) {
        LeasePages.Wanted wanted = new LeasePages.Wanted(
                ended,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                key,
                labels,
                Optional.empty(),
                10,
                Optional.empty(),
                Optional.empty());
        return store.reads().leases(wanted).stream()
                .map(row -> row.token().text())
                .toList();
    }

    @Test
    void leasesAreFoundByTheirLabelsAndByTheKeyThatMadeThem() throws StoreException {
        try (Store store = Store.open(folder.resolve("state"))) {
            Lease night = ended(store, NIGHT, Map.of("team", "night", "rack", "7"));
            ended(store, DAY, Map.of("team", "day", "rack", "7"));

            assertThat(store.lease(NIGHT)).contains(night);
            assertThat(found(store, Optional.empty(), Map.of("rack", "7"), true))
                    .hasSize(2);
            assertThat(found(store, Optional.empty(), Map.of("rack", "7", "team", "day"), true))
                    .containsExactly(DAY.text());
            assertThat(found(store, Optional.empty(), Map.of("team", "nigh"), true))
                    .isEmpty();
            assertThat(found(store, Optional.empty(), Map.of("rack", "7"), false))
                    .isEmpty();
            assertThat(found(store, Optional.of("key/vbbbbbbb"), Map.of(), false))
                    .containsExactly(DAY.text());
            assertThat(found(store, Optional.of("key"), Map.of(), false)).isEmpty();
            assertThat(store.reads().keyOf(NIGHT)).contains("key/vaaaaaaa");
            assertThat(store.reads().leases(all())).allSatisfy(row -> {
                assertThat(row.result()).contains(Result.CANCELLED);
                assertThat(row.because().code()).contains(ReasonCode.ENDED_BY_REQUEST);
                assertThat(row.key()).isPresent();
            });
        }
    }

    private static LeasePages.Wanted all() {
        return new LeasePages.Wanted(
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                10,
                Optional.empty(),
                Optional.empty());
    }

    private static List<EventView> events(Store store, EventRows.Wanted wanted) {
        return store.reads().events(wanted, 0, 100);
    }

    @Test
    void eventsAreFoundByWhatTheySay() throws StoreException {
        try (Store store = Store.open(folder.resolve("state"))) {
            ended(store, NIGHT, Map.of("team", "night"));
            ended(store, DAY, Map.of("team", "day"));
            EventRows.Wanted made =
                    new EventRows.Wanted(Optional.empty(), Set.of("CREATED"), Set.of(), Map.of(), Optional.empty());
            EventRows.Wanted over = new EventRows.Wanted(
                    Optional.empty(),
                    Set.of("ENDED", "LOST"),
                    Set.of("ENDED"),
                    Map.of("team", "day"),
                    Optional.empty());
            EventRows.Wanted ofNight =
                    new EventRows.Wanted(Optional.of(NIGHT.text()), Set.of(), Set.of(), Map.of(), Optional.empty());

            assertThat(events(store, made)).extracting(EventView::lease).containsExactly(NIGHT.text(), DAY.text());
            assertThat(events(store, over))
                    .isNotEmpty()
                    .allMatch(event -> event.lease().equals(DAY.text())
                            && event.event().equals("ENDED")
                            && event.state().equals("ENDED"));
            List<EventView> own = events(store, ofNight);
            assertThat(own.get(own.size() - 1)).satisfies(last -> {
                assertThat(last.event()).isEqualTo(EventType.ENDED.name());
                assertThat(last.slot()).isNull();
                assertThat(last.result()).isEqualTo("CANCELLED");
                assertThat(last.verdict()).isEqualTo("CLEAN");
                assertThat(last.reasonCode()).isEqualTo("ENDED_BY_REQUEST");
                assertThat(last.attempt()).isEqualTo(1);
            });
        }
    }

    @Test
    void whatIsForgottenIsKnownToBeGoneAndNothingElse() throws StoreException {
        try (Store store = Store.open(folder.resolve("state"))) {
            assertThat(store.reads().eventsGone()).isZero();
            ended(store, NIGHT, Map.of("team", "night"));
            long ofNight = store.lastSequence();
            assertThat(store.forget(NOW)).isFalse();
            assertThat(store.reads().eventsGone()).isZero();
            Lease open = Lease.create(DAY, labelled(Map.of()), Owner.UNKNOWN, NOW.plusSeconds(5));
            store.commit(Change.created(open, List.of(Entry.created(open)), Optional.empty()));

            store.forget(NOW.plusSeconds(1));

            assertThat(store.reads().eventsGone()).isEqualTo(ofNight);
            assertThat(events(
                            store,
                            new EventRows.Wanted(Optional.empty(), Set.of(), Set.of(), Map.of(), Optional.empty())))
                    .extracting(EventView::sequence)
                    .containsExactly(ofNight + 1);
            assertThat(found(store, Optional.empty(), Map.of("team", "night"), true))
                    .isEmpty();
        }
    }

    @Test
    void aStoreOfAnOlderVersionShowsNullWhereNothingIsKnown() throws Exception {
        Path state = Files.createDirectory(
                folder.resolve("state"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        String url = "jdbc:sqlite:" + state.resolve("vmpilot.db");
        Flyway.configure().dataSource(url, null, null).target("7").load().migrate();
        List<String> tokens = new ArrayList<>();
        Jdbi.create(url).useHandle(handle -> {
            String[][] ends = {
                {"LEASE_ENDED", "its duration is over"},
                {"LEASE_ENDED", "ended by request"},
                {"LEASE_ENDED", "by hand"},
                {"GUESTS_ENDED", "all guests have ended"},
                {"KILL_ALL", "kill-all"},
                {"PREEMPTED", "slot 1"}
            };
            for (String[] end : ends) {
                String token = "vaaaaaa" + (char) ('b' + tokens.size());
                tokens.add(token);
                handle.execute(
                        "INSERT INTO leases (token, name, state, attempt, submission, created_at, ended_at, notice, reason,"
                                + " settled, request) VALUES (?, 'old', 'ENDED', 1, 'NONE', 1, 2, ?, ?, 1, ?)",
                        token,
                        end[0],
                        end[1],
                        RequestJson.writeOld(StoreTest.request()));
                for (int slot = 1; slot <= 3; slot++) {
                    handle.execute(
                            "INSERT INTO slots (slot, lease, attempt, place, state, cancel, reason) VALUES (?, ?, 1, ?,"
                                    + " 'ENDED', 'NONE', 'by hand')",
                            token + "a1." + slot,
                            token,
                            slot);
                }
                handle.execute(
                        "INSERT INTO events (sequence, at, lease, event, words) VALUES (?, 1, ?, 'ENDED', 'over')",
                        tokens.size() + 10,
                        token);
            }
        });

        try (Store store = Store.open(state)) {
            List<Optional<Result>> results = tokens.stream()
                    .map(token -> store.reads()
                            .lease(new LeaseToken(token))
                            .orElseThrow()
                            .resultOfEnd())
                    .toList();
            assertThat(results)
                    .containsExactly(
                            Optional.of(Result.SUCCEEDED),
                            Optional.of(Result.CANCELLED),
                            Optional.empty(),
                            Optional.of(Result.SUCCEEDED),
                            Optional.of(Result.KILLED),
                            Optional.of(Result.FAILED));
            Lease old = store.reads().lease(new LeaseToken(tokens.get(0))).orElseThrow();
            assertThat(old.reasonCode()).isEmpty();
            assertThat(old.slots()).allMatch(slot -> slot.reasonCode().isEmpty());
            assertThat(old.request().defaults()).isEmpty();
            assertThat(old.request().labels()).isEmpty();
            assertThat(store.reads().eventsGone()).isEqualTo(10);
            assertThat(events(
                            store,
                            new EventRows.Wanted(Optional.empty(), Set.of(), Set.of(), Map.of(), Optional.empty())))
                    .hasSize(tokens.size())
                    .allMatch(event -> event.state() == null
                            && event.attempt() == null
                            && event.guests().isEmpty());
            assertThat(found(store, Optional.empty(), Map.of(), true)).hasSize(tokens.size());
        }
    }
}
